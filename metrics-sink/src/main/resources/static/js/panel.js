// One chart: its picture, its values as text, and its table.

import {exactTime, hourAndMinute, timeOfDay} from './format.js';
import {Marks} from './marks.js';
import {say} from './state.js';

const TABLE_ROWS = 40;
const MINUTE = 60_000;
const STEPS = [10_000, 15_000, 30_000, MINUTE, 3 * MINUTE, 10 * MINUTE, 15 * MINUTE, 60 * MINUTE, 240 * MINUTE];

export class Panel {
    /** lines: [[name in the store, label]]; format: value → text. */
    constructor(title, lines, format, limits, colours) {
        this.title = title;
        this.lines = lines;
        this.format = format;
        this.build();
        this.chart = new Chart(this.canvas, options(lines, format, limits));
        this.paint(colours);
    }

    build() {
        this.element = document.createElement('figure');
        const caption = document.createElement('figcaption');
        const heading = document.createElement('h3');
        heading.textContent = this.title;
        caption.append(heading);
        this.values = this.lines.map(([, label]) => legend(caption, label));
        this.button = document.createElement('button');
        this.button.type = 'button';
        this.button.textContent = 'Table';
        this.button.setAttribute('aria-expanded', 'false');
        this.button.setAttribute('aria-label', `Table of ${this.title}`);
        this.button.addEventListener('click', () => this.toggleTable());
        caption.append(this.button);

        this.plot = document.createElement('div');
        this.plot.className = 'plot';
        this.plot.tabIndex = 0;
        this.plot.setAttribute('role', 'slider');
        this.plot.setAttribute('aria-label', `${this.title} over time`);
        this.canvas = document.createElement('canvas');
        this.cursor = document.createElement('i');
        this.cursor.className = 'cursor';
        this.cursor.hidden = true;
        this.marks = new Marks();
        this.plot.append(this.canvas, this.marks.shades, this.cursor);
        this.table = document.createElement('div');
        this.table.className = 'points';
        this.table.tabIndex = 0;
        this.table.hidden = true;
        this.element.append(caption, this.plot, this.table, this.marks.words);
    }

    paint(colours) {
        this.chart.data.datasets.forEach((set, index) => {
            set.borderColor = colours.series[index];
            set.backgroundColor = colours.fill;
        });
        Object.values(this.chart.options.scales).forEach((scale) => {
            scale.ticks.color = colours.text;
            scale.grid.color = colours.line;
            scale.ticks.font = colours.font;
        });
        this.chart.update('none');
    }

    /** Of all that was unusual, what is about these lines. */
    mark(anomalies) {
        this.marks.set(anomalies.filter(({series}) => this.lines.some(([name]) => name === series)));
    }

    draw(store, from, to) {
        this.lines.forEach(([name], index) => {
            const set = this.chart.data.datasets[index];
            set.data = store.series[name];
            set.spanGaps = store.widestStep();
        });
        const {x} = this.chart.options.scales;
        x.min = from;
        x.max = to;
        this.chart.update('none');
        this.marks.draw(this.chart, from, to);
        if (!this.table.hidden) {
            this.fillTable(store);
        }
    }

    /** The values at the cursor; without one, the newest. */
    read(store, index, cursorTime) {
        const texts = this.lines.map(([name]) => this.format(store.series[name][index]?.y));
        this.values.forEach((value, line) => say(value, texts[line]));
        const time = store.times[index];
        this.plot.setAttribute('aria-valuemin', '0');
        this.plot.setAttribute('aria-valuemax', String(Math.max(0, store.times.length - 1)));
        this.plot.setAttribute('aria-valuenow', String(Math.max(0, index)));
        this.plot.setAttribute('aria-valuetext', time === undefined ? 'no data'
            : `${exactTime(time)}: ${this.lines.map(([, label], line) => `${label} ${texts[line]}`).join(', ')}`);
        this.cursor.hidden = cursorTime === null;
        if (cursorTime !== null) {
            const {left, top, bottom} = this.chart.chartArea;
            const x = this.chart.scales.x.getPixelForValue(cursorTime);
            this.cursor.style.transform = `translate(${Math.max(left, x)}px, ${top}px)`;
            this.cursor.style.height = `${bottom - top}px`;
        }
    }

    /** The time under the pointer; null outside the picture. */
    timeAt(clientX) {
        const x = clientX - this.canvas.getBoundingClientRect().left;
        const {left, right} = this.chart.chartArea;
        return x < left || x > right ? null : this.chart.scales.x.getValueForPixel(x);
    }

    toggleTable() {
        this.table.hidden = !this.table.hidden;
        this.plot.hidden = !this.table.hidden;
        this.button.setAttribute('aria-expanded', String(!this.table.hidden));
        say(this.button, this.table.hidden ? 'Table' : 'Chart');
        this.element.dispatchEvent(new CustomEvent('redraw', {bubbles: true}));
    }

    /** The newest point first, then each n-th: as many as can be read. */
    fillTable(store) {
        const step = Math.max(1, Math.ceil(store.times.length / TABLE_ROWS));
        const rows = [];
        for (let index = store.times.length - 1; index >= 0; index -= step) {
            rows.push([exactTime(store.times[index]),
                ...this.lines.map(([name]) => this.format(store.series[name][index].y))]);
        }
        const tables = [listing(this.title, ['Time', ...this.lines.map(([, label]) => label)], rows)];
        if (this.marks.inView.length > 0) {
            tables.unshift(listing(`Anomalies of ${this.title}`, ['From', 'To', 'What'], this.marks.rows()));
        }
        this.table.replaceChildren(...tables);
    }
}

/** At most six, on whole seconds, minutes or hours of the wall clock. */
function roundTimes(from, to) {
    const step = STEPS.find((candidate) => (to - from) / candidate <= 6) ?? STEPS.at(-1);
    const zone = new Date(to).getTimezoneOffset() * MINUTE;
    const name = step < MINUTE ? timeOfDay : hourAndMinute;
    const ticks = [];
    for (let value = Math.ceil((from - zone) / step) * step + zone; value <= to; value += step) {
        ticks.push({value, text: name(value)});
    }
    return ticks;
}

function legend(caption, label) {
    const entry = document.createElement('p');
    const name = document.createElement('span');
    name.textContent = label;
    const value = document.createElement('b');
    entry.append(name, value);
    caption.append(entry);
    return value;
}

function listing(name, titles, rows) {
    const table = document.createElement('table');
    table.setAttribute('aria-label', name);
    table.createTHead().append(line('th', titles));
    table.createTBody().append(...rows.map((row) => line('td', row)));
    return table;
}

function line(tag, texts) {
    const row = document.createElement('tr');
    row.append(...texts.map((text) => {
        const box = document.createElement(tag);
        box.textContent = text;
        return box;
    }));
    return row;
}

function options(lines, format, limits) {
    return {
        type: 'line',
        data: {
            datasets: lines.map((name, index) => ({
                data: [],
                borderWidth: 1.5,
                // Told apart without colours too.
                borderDash: index === 0 ? [] : [5, 3],
                pointRadius: 0,
                fill: lines.length === 1 ? 'origin' : false,
            })),
        },
        options: {
            animation: false,
            parsing: false,
            normalized: true,
            responsive: true,
            maintainAspectRatio: false,
            events: [],
            layout: {padding: {top: 4, right: 2}},
            plugins: {legend: {display: false}, tooltip: {enabled: false}},
            scales: {
                x: {type: 'linear', border: {display: false}, grid: {display: false}, ticks: {maxRotation: 0, callback: (value, index, ticks) => ticks[index].text},
                    afterBuildTicks: (axis) => { axis.ticks = roundTimes(axis.min, axis.max); }},
                y: {beginAtZero: true, ...limits, border: {display: false},
                    ticks: {maxTicksLimit: 5, callback: (value) => format(value).replace('.0', '')}, grid: {drawTicks: false},
                    // The same width in all charts, so that their times are one above the other.
                    afterFit: (scale) => { scale.width = 5.4 * scale.options.ticks.font.size; }},
            },
        },
    };
}
