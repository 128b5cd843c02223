// The host table: a row for each host, made once and changed in place.

import {age, bytesPerSecond, percent} from './format.js';
import {say} from './state.js';

const WORDS = {live: 'Live', late: 'Late', silent: 'Silent', waiting: 'No sample'};
const SVG = 'http://www.w3.org/2000/svg';
const body = document.getElementById('hosts');
const filter = document.getElementById('filter');

export class HostTable {
    rows = new Map();
    focused = null;

    /** Calls onFocus(name of a host) for the one that is chosen. */
    constructor(onFocus) {
        this.onFocus = onFocus;
        filter.addEventListener('input', () => this.applyFilter());
        body.addEventListener('keydown', (event) => this.moveBetweenRows(event));
    }

    show(hosts, secondsSince) {
        const seen = new Set();
        hosts.forEach((host, index) => {
            seen.add(host.host);
            const row = this.row(host.host);
            row.update(host, secondsSince);
            if (body.children[index] !== row.element) {
                body.insertBefore(row.element, body.children[index] ?? null);
            }
        });
        for (const [name, row] of this.rows) {
            if (!seen.has(name)) {
                row.element.remove();
                this.rows.delete(name);
            }
        }
        this.applyFilter();
        say(document.getElementById('hosts-count'), summary(hosts));
    }

    focus(host) {
        this.focused = host;
        this.rows.forEach((row, name) => row.mark(name === host));
    }

    row(name) {
        if (!this.rows.has(name)) {
            const row = new Row(() => this.onFocus(name));
            row.mark(name === this.focused);
            this.rows.set(name, row);
        }
        return this.rows.get(name);
    }

    applyFilter() {
        const wanted = filter.value.trim().toLowerCase();
        this.rows.forEach((row) => { row.element.hidden = !row.text.includes(wanted); });
    }

    moveBetweenRows(event) {
        const step = {ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling'}[event.key];
        let row = event.target.closest('tr');
        do {
            row = step && row?.[step];
        } while (row?.hidden);
        if (row) {
            event.preventDefault();
            row.querySelector('button').focus();
        }
    }
}

class Row {
    text = '';

    constructor(onChoose) {
        this.element = cell('tr', 'row');
        this.name = document.createElement('button');
        this.name.type = 'button';
        this.state = document.createElement('span');
        this.state.className = 'state';
        this.unusual = document.createElement('span');
        this.unusual.className = 'unusual';
        const condition = document.createDocumentFragment();
        condition.append(this.state, this.unusual);
        this.beats = new Beats();
        this.meters = {cpu: new Meter(), memory: new Meter(), disk: new Meter()};
        this.received = document.createElement('span');
        this.sent = document.createElement('span');
        this.seen = document.createElement('span');
        const place = [
            ['', 'name', this.name], ['', '', condition], ['', 'beats', this.beats.element],
            ['CPU', '', this.meters.cpu.element], ['Memory', '', this.meters.memory.element],
            ['Disk', '', this.meters.disk.element], ['In', 'number', this.received], ['Out', 'number', this.sent],
            ['Seen', 'number', this.seen]];
        place.forEach(([label, kind, content], index) => {
            const box = index === 0 ? cell('th', 'rowheader') : cell('td', 'cell');
            box.className = kind;
            box.dataset.label = label;
            box.append(content);
            this.element.append(box);
        });
        this.element.addEventListener('click', onChoose);
    }

    update(host, secondsSince) {
        this.text = `${host.name} ${host.host} ${WORDS[host.state]} ${host.unusual ? 'unusual' : ''}`.toLowerCase();
        say(this.name, host.name);
        say(this.state, WORDS[host.state]);
        say(this.unusual, host.unusual ? 'unusual' : '');
        this.unusual.title = host.unusual ?? '';
        this.element.dataset.state = host.state;
        this.beats.show(host.beats, host.received, host.expected);
        Object.entries(this.meters).forEach(([name, meter]) => meter.show(host[name]));
        say(this.received, bytesPerSecond(host.receivedPerSecond));
        say(this.sent, bytesPerSecond(host.sentPerSecond));
        say(this.seen, host.ageSeconds === null ? 'never' : `${age(host.ageSeconds + secondsSince)} ago`);
    }

    mark(focused) {
        this.element.classList.toggle('focused', focused);
        this.name.setAttribute('aria-pressed', String(focused));
    }
}

/** Thirty slots of two seconds: a full stroke where every sample came, a shorter one where some did, a dot where none did. */
class Beats {
    shown = '';

    constructor() {
        this.element = document.createElement('div');
        const picture = document.createElementNS(SVG, 'svg');
        picture.setAttribute('viewBox', '0 0 90 14');
        picture.setAttribute('preserveAspectRatio', 'none');
        picture.setAttribute('aria-hidden', 'true');
        this.came = stroke(picture, 'came');
        this.part = stroke(picture, 'part');
        this.none = stroke(picture, 'none');
        this.count = document.createElement('span');
        this.element.append(picture, this.count);
    }

    show(beats, received, expected) {
        say(this.count, `${received}/${expected}`);
        if (beats !== this.shown) {
            this.shown = beats;
            this.came.setAttribute('d', strokes(beats, (level) => level === 9));
            this.part.setAttribute('d', strokes(beats, (level) => level > 0 && level < 9));
            this.none.setAttribute('d', strokes(beats, (level) => level === 0));
        }
    }
}

function stroke(picture, kind) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('class', kind);
    picture.append(path);
    return path;
}

function strokes(beats, wanted) {
    return [...beats]
        .map((digit, slot) => [Number(digit), slot])
        .filter(([level]) => wanted(level))
        .map(([level, slot]) => `M${slot * 3 + 1.5} 13v-${level === 0 ? 1 : 2 + level * 1.2}`)
        .join('');
}

/** A percentage as text, with a bar under it. */
class Meter {
    constructor() {
        this.element = document.createElement('div');
        this.element.className = 'meter';
        this.value = document.createElement('span');
        const track = document.createElement('i');
        track.setAttribute('aria-hidden', 'true');
        this.element.append(this.value, track);
    }

    show(value) {
        say(this.value, percent(value));
        this.element.style.setProperty('--part', `${(value ?? 0).toFixed(1)}%`);
        this.element.classList.toggle('high', value >= 90);
    }
}

function cell(tag, role) {
    const element = document.createElement(tag);
    element.setAttribute('role', role);
    return element;
}

function summary(hosts) {
    const live = hosts.filter((host) => host.state === 'live').length;
    return hosts.length === 0 ? '' : `${live} of ${hosts.length} live`;
}
