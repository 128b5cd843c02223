// Puts the page together: the stream fills the store, the store is drawn; the address keeps what is looked at.

import {Charts} from './charts.js';
import {showData} from './data.js';
import {HostTable} from './hosts.js';
import {makeTiles, showConnection, showDisconnected, showState} from './state.js';
import {Store} from './store.js';
import {openStream} from './stream.js';

const MINUTE = 60_000;
const RANGES = {'1m': MINUTE, '5m': 5 * MINUTE, '15m': 15 * MINUTE, '1h': 60 * MINUTE, '24h': 24 * 60 * MINUTE};
const LONGEST_OF_SAMPLES = RANGES['15m'];
const AGAIN_AFTER = 30_000;

const address = new URLSearchParams(location.hash.slice(1));
let host = address.get('host');
let range = address.get('range') in RANGES ? address.get('range') : '5m';
let news = null;
let newsAt = performance.now();
let connected = false;
let aheadBy = -Infinity;
let closeStream = () => {};
let question = 0;
let unusual = null;

const store = new Store();
const tiles = makeTiles();
const charts = new Charts(store, () => Date.now() + (Number.isFinite(aheadBy) ? aheadBy : 0));
const hosts = new HostTable(focus);

function onFleet(event) {
    news = event;
    newsAt = performance.now();
    if (event.fleet) {
        // The database's clock, by the message that was the least delayed on its way.
        aheadBy = Math.max(aheadBy, new Date(event.fleet.readAt).getTime() - Date.now());
        if (host === null && event.fleet.hosts.length > 0) {
            focus(event.fleet.hosts[0].host);
        }
        const now = event.fleet.hosts.find((candidate) => candidate.host === host)?.unusual ?? null;
        if (now !== unusual) {
            unusual = now;
            loadAnomalies();
        }
    }
    showNews();
    charts.request();
}

function showNews() {
    const seconds = (performance.now() - newsAt) / 1000;
    if (!connected && seconds > 2) {
        showDisconnected(seconds);
    } else if (news !== null) {
        showState(news, seconds, tiles);
    }
    if (news?.fleet) {
        hosts.show(news.fleet.hosts, seconds);
    }
}

function onSamples(rows) {
    if (RANGES[range] <= LONGEST_OF_SAMPLES) {
        store.append(rows);
        charts.request();
    }
}

async function loadHistory() {
    const mine = ++question;
    try {
        const answer = await fetch(`api/history?${new URLSearchParams({host, range})}`);
        if (answer.ok && mine === question) {
            store.load(await answer.json());
            charts.draw();
        }
    } catch {
        // The sink is away; the stream says so, and asks again when it is back.
    }
}

async function loadAnomalies() {
    const asked = {host, range};
    try {
        const answer = await fetch(`api/anomalies?${new URLSearchParams(asked)}`);
        if (answer.ok && asked.host === host && asked.range === range) {
            charts.mark(await answer.json());
        }
    } catch {
        // As above.
    }
}

function loadAll() {
    if (host !== null) {
        loadHistory();
        loadAnomalies();
    }
}

function focus(name) {
    host = name;
    hosts.focus(name);
    document.getElementById('focus').textContent = name;
    store.clear();
    charts.mark([]);
    remember();
    listen();
    loadAll();
}

function listen() {
    closeStream();
    closeStream = openStream(host, {
        fleet: onFleet,
        samples: onSamples,
        reload: loadAll,
        connection(open) {
            connected = open;
            showConnection(open);
        },
    });
}

function choose(name) {
    range = name;
    store.clear();
    charts.show(RANGES[range]);
    remember();
    loadAll();
}

function remember() {
    history.replaceState(null, '', `#${new URLSearchParams(host === null ? {range} : {host, range})}`);
}

function makeRanges() {
    for (const name of Object.keys(RANGES)) {
        const label = document.createElement('label');
        const input = document.createElement('input');
        input.type = 'radio';
        input.name = 'range';
        input.value = name;
        input.checked = name === range;
        input.addEventListener('change', () => choose(name));
        const text = document.createElement('span');
        text.textContent = name.replace(/(\d+)/, '$1\u202f');
        label.append(input, text);
        document.getElementById('ranges').append(label);
    }
}

function makePause() {
    const pause = document.getElementById('pause');
    pause.addEventListener('click', () => {
        const paused = charts.pausedAt === null;
        charts.pause(paused);
        pause.setAttribute('aria-pressed', String(paused));
    });
}

async function keepAskingForData() {
    try {
        if (await showData()) {
            return;
        }
    } catch {
        // As above.
    }
    setTimeout(keepAskingForData, 5000);
}

makeRanges();
makePause();
charts.show(RANGES[range]);
if (host === null) {
    listen();
} else {
    focus(host);
}
keepAskingForData();
setInterval(showNews, 1000);
setInterval(() => {
    if (host === null || charts.pausedAt !== null) {
        return;
    }
    // Those that were over before the fleet's next news.
    loadAnomalies();
    // Minutes have no stream; and samples that came late close their gap.
    if (RANGES[range] > LONGEST_OF_SAMPLES || store.hasGaps()) {
        loadHistory();
    }
}, AGAIN_AFTER);
