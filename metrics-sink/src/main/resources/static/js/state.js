// The top of the page: the state in words, and the figures behind it.

import {age, count, millis, perSecond, timeOfDay} from './format.js';

const byId = (id) => document.getElementById(id);

/** Sets text only where it differs: nothing is laid out again for nothing. */
export function say(element, text) {
    if (element.textContent !== text) {
        element.textContent = text;
    }
}

export function makeTiles() {
    const tiles = {};
    for (const [name, title] of [
        ['latency', 'Sampled → stored'], ['lag', 'Lag'], ['rows', 'Rows'], ['gaps', 'Gaps'],
        ['duplicates', 'Duplicates'], ['deadLetters', 'Dead letters'], ['error', 'Last error']]) {
        const tile = document.createElement('div');
        tile.className = `tile ${name}`;
        const term = document.createElement('dt');
        term.textContent = title;
        const value = document.createElement('dd');
        value.className = 'value';
        const note = document.createElement('dd');
        note.className = 'note';
        tile.append(term, value, note);
        byId('tiles').append(tile);
        tiles[name] = (text, remark, level = '') => {
            say(value, text);
            say(note, remark);
            tile.dataset.level = level;
        };
    }
    return tiles;
}

/** The newest news, and how many seconds ago it came. */
export function showState({state, fleet, gaps}, secondsSince, tiles) {
    const stored = fleet?.lastStoredSeconds;
    const detail = stored === null || stored === undefined ? '' : `: last sample stored ${age(stored + secondsSince)} ago`;
    showLine(state.level, state.word, detail, state.reason);

    const since = `this sink, since ${timeOfDay(new Date(state.startedAt))}`;
    tiles.latency(`${millis(fleet?.latencyP50Millis)} · ${millis(fleet?.latencyP95Millis)}`, 'p50 · p95 of the last 10 s');
    tiles.lag(count(state.lagRecords), 'records not stored yet', state.lagRecords > 5000 ? 'busy' : '');
    tiles.rows(perSecond(fleet?.rowsPerSecond), 'stored, all hosts');
    tiles.gaps(count(gaps), 'samples missing', gaps > 0 ? 'bad' : '');
    tiles.duplicates(count(state.duplicates), since);
    tiles.deadLetters(count(state.deadLetters), since, state.deadLetters > 0 ? 'busy' : '');
    tiles.error(state.lastError ?? 'none', state.lastErrorAt ? timeOfDay(new Date(state.lastErrorAt)) : since,
        state.lastError ? 'busy' : '');
}

export function showDisconnected(seconds) {
    showLine('bad', 'No answer from the sink', ` for ${age(seconds)}`, 'The page goes on as soon as it is back.');
}

export function showConnection(open) {
    const connection = byId('connection');
    connection.dataset.level = open ? 'good' : 'bad';
    say(connection, open ? 'live' : 'reconnecting');
}

function showLine(level, word, detail, reason) {
    byId('state').dataset.level = level;
    say(byId('state-word'), word);
    say(byId('state-detail'), detail);
    byId('state-reason').hidden = !reason;
    say(byId('state-reason'), reason ?? '');
    // Screen readers hear a change of state, not each tenth of a second.
    say(byId('announcement'), word);
}
