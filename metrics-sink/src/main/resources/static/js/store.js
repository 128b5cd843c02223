// The points of the focused host, oldest first, kept as one array for each series so that charts draw them without copying.

export const SERIES = ['cpu', 'memory', 'disk', 'received', 'sent', 'interrupts', 'switches', 'latency'];

export class Store {
    step = 1000;
    times = [];
    series = Object.fromEntries(SERIES.map((name) => [name, []]));

    clear() {
        this.times = [];
        SERIES.forEach((name) => { this.series[name] = []; });
    }

    /** History comes in. What streamed in while it was on its way, and is newer, stays. */
    load(history) {
        const newest = history.points.at(-1)?.[0] ?? 0;
        const later = this.rows().filter(([micros]) => micros > newest);
        this.step = history.stepMillis;
        this.clear();
        this.append(history.points.concat(later));
    }

    /** Rows of the sink: microseconds, then a value for each series. Those that are here already are passed over. */
    append(rows) {
        for (const [micros, ...values] of rows) {
            const time = micros / 1000;
            if (this.times.length === 0 || time > this.times.at(-1)) {
                this.times.push(time);
                SERIES.forEach((name, index) => this.series[name].push({x: time, y: values[index]}));
            }
        }
    }

    forgetBefore(time) {
        const kept = this.times.findIndex((candidate) => candidate >= time);
        const gone = kept < 0 ? this.times.length : kept;
        if (gone > 0) {
            this.times.splice(0, gone);
            SERIES.forEach((name) => this.series[name].splice(0, gone));
        }
    }

    /** The index of the point nearest to this time; -1 when there is none. */
    nearest(time) {
        const after = this.times.findIndex((candidate) => candidate >= time);
        if (after < 0) {
            return this.times.length - 1;
        }
        return after > 0 && time - this.times[after - 1] < this.times[after] - time ? after - 1 : after;
    }

    /** Holes wider than this are gaps. */
    widestStep() {
        return 2.5 * this.step;
    }

    hasGaps() {
        return this.times.some((time, index) => index > 0 && time - this.times[index - 1] > this.widestStep());
    }

    rows() {
        return this.times.map((time, index) => [time * 1000, ...SERIES.map((name) => this.series[name][index].y)]);
    }
}
