// The charts of the focused host. They share their time, their cursor and, when paused, their moment.

import {bytesPerSecond, exactTime, millis, percent, perSecond} from './format.js';
import {Panel} from './panel.js';
import {say} from './state.js';
import {onThemeChange, theme} from './theme.js';

const PERCENT = {suggestedMax: 10};
const PANELS = [
    ['CPU', [['cpu', 'busy']], percent, PERCENT],
    ['Memory', [['memory', 'in use']], percent, {max: 100}],
    ['Disk', [['disk', 'in use']], percent, {max: 100}],
    ['Network', [['received', 'in'], ['sent', 'out']], bytesPerSecond, {suggestedMax: 1000}],
    ['Kernel', [['interrupts', 'interrupts'], ['switches', 'context switches']], perSecond, {suggestedMax: 100}],
    ['Sampled → stored', [['latency', 'latency']], millis, {suggestedMax: 50}],
];
const FASTEST = 250;

export class Charts {
    cursor = null;
    pausedAt = null;
    drawnAt = 0;
    waiting = false;

    /** now(): the database's clock. */
    constructor(store, now) {
        this.store = store;
        this.now = now;
        this.length = 60_000;
        this.area = document.getElementById('charts');
        const colours = theme();
        this.panels = PANELS.map((panel) => new Panel(...panel, colours));
        this.area.append(...this.panels.map((panel) => panel.element));
        onThemeChange(() => this.panels.forEach((panel) => panel.paint(theme())));
        this.area.addEventListener('pointermove', (event) => this.point(event));
        this.area.addEventListener('pointerleave', () => this.moveCursor(null));
        this.area.addEventListener('keydown', (event) => this.step(event));
        this.area.addEventListener('redraw', () => this.draw());
        document.addEventListener('visibilitychange', () => this.request());
    }

    /** The right edge of all charts. */
    end() {
        return this.pausedAt ?? this.now();
    }

    pause(paused) {
        this.pausedAt = paused ? this.now() : null;
        this.request();
    }

    /** What was unusual, the newest first: [{series, from, to, reason}]. */
    mark(anomalies) {
        this.panels.forEach((panel) => panel.mark(anomalies));
        this.draw();
    }

    show(length) {
        this.length = length;
        this.moveCursor(null);
        this.draw();
    }

    /** Draws soon: as often as a pixel passes by, at most four times a second, and never where nobody sees it. */
    request() {
        if (this.waiting || document.hidden) {
            return;
        }
        const pixel = this.length / Math.max(200, this.area.clientWidth / 2);
        const wait = Math.max(0, this.drawnAt + Math.max(FASTEST, Math.min(pixel, 2000)) - performance.now());
        this.waiting = true;
        setTimeout(() => requestAnimationFrame(() => {
            this.waiting = false;
            this.draw();
        }), wait);
    }

    draw() {
        this.drawnAt = performance.now();
        const end = this.end();
        if (this.pausedAt === null) {
            this.store.forgetBefore(end - this.length - 2 * this.store.step);
        }
        this.panels.forEach((panel) => panel.draw(this.store, end - this.length, end));
        this.readValues();
    }

    moveCursor(time) {
        this.cursor = time;
        this.readValues();
    }

    readValues() {
        const index = this.cursor === null ? this.store.times.length - 1 : this.store.nearest(this.cursor);
        const at = this.cursor === null ? null : this.store.times[index] ?? null;
        this.panels.forEach((panel) => panel.read(this.store, index, at));
        const moment = at ?? this.pausedAt;
        say(document.getElementById('moment'), moment === null ? '' : `at ${exactTime(moment)}`);
    }

    point(event) {
        const panel = this.panels.find((candidate) => candidate.plot.contains(event.target));
        this.moveCursor(panel ? panel.timeAt(event.clientX) : null);
    }

    step(event) {
        const {times} = this.store;
        if (!event.target.classList.contains('plot') || times.length === 0) {
            return;
        }
        const here = this.cursor === null ? times.length - 1 : this.store.nearest(this.cursor);
        const leap = Math.max(1, Math.round(times.length / 20));
        const to = {ArrowLeft: here - 1, ArrowRight: here + 1, PageDown: here - leap, PageUp: here + leap,
            Home: 0, End: times.length - 1, Escape: null}[event.key];
        if (to !== undefined) {
            event.preventDefault();
            this.moveCursor(to === null ? null : times[Math.min(times.length - 1, Math.max(0, to))]);
        }
    }
}
