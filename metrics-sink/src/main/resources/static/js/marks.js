// What was unusual in one chart: shaded in the picture, said in words below it.

import {timeOfDay} from './format.js';
import {say} from './state.js';

const MOST_WORDS = 2;

export class Marks {
    anomalies = [];
    inView = [];

    constructor() {
        this.shades = document.createElement('div');
        this.shades.className = 'shades';
        this.words = document.createElement('ul');
        this.words.className = 'unusual';
    }

    /** The newest first. */
    set(anomalies) {
        this.anomalies = anomalies;
    }

    draw(chart, from, to) {
        this.inView = this.anomalies.filter((anomaly) => anomaly.from < to && (anomaly.to ?? to) > from);
        match(this.shades, 'i', this.inView.length);
        const {left, right, top, bottom} = chart.chartArea;
        this.inView.forEach((anomaly, index) => {
            const begin = Math.max(left, chart.scales.x.getPixelForValue(anomaly.from));
            const end = Math.min(right, chart.scales.x.getPixelForValue(anomaly.to ?? to));
            const {style} = this.shades.children[index];
            style.transform = `translate(${begin}px, ${top}px)`;
            style.width = `${Math.max(2, end - begin)}px`;
            style.height = `${bottom - top}px`;
        });
        const texts = this.inView.slice(0, MOST_WORDS).map((anomaly) => `${times(anomaly)}  ${anomaly.reason}`);
        if (this.inView.length > MOST_WORDS) {
            texts.push(`and ${this.inView.length - MOST_WORDS} more: see the table`);
        }
        match(this.words, 'li', texts.length);
        texts.forEach((text, index) => say(this.words.children[index], text));
    }

    rows() {
        return this.inView.map(({from, to, reason}) => [timeOfDay(from), to === null ? 'now' : timeOfDay(to), reason]);
    }
}

function times({from, to}) {
    return to === null ? `since ${timeOfDay(from)}` : `${timeOfDay(from)} to ${timeOfDay(to)}`;
}

/** So many children, made and removed at the end. */
function match(parent, tag, count) {
    while (parent.children.length > count) {
        parent.lastElementChild.remove();
    }
    while (parent.children.length < count) {
        parent.append(document.createElement(tag));
    }
}
