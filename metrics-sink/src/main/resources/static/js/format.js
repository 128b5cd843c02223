// Numbers become short text that keeps its width while they change.

const NONE = '–';
const clock = new Intl.DateTimeFormat(undefined, {hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23'});
const minutes = new Intl.DateTimeFormat(undefined, {hour: '2-digit', minute: '2-digit', hourCycle: 'h23'});
const whole = new Intl.NumberFormat('en');

const known = (value) => value !== null && value !== undefined && !Number.isNaN(value);

function scaled(value, units, suffix) {
    if (!known(value)) {
        return NONE;
    }
    let unit = 0;
    while (Math.abs(value) >= 999.5 && unit < units.length - 1) {
        value /= 1000;
        unit++;
    }
    const digits = Math.abs(value) >= 99.95 || (unit === 0 && Number.isInteger(value)) ? 0 : 1;
    return `${value.toFixed(digits)}\u202f${units[unit]}${suffix}`;
}

export const percent = (value) => (known(value) ? `${value.toFixed(1)}\u202f%` : NONE);
export const bytesPerSecond = (value) => scaled(value, ['B', 'kB', 'MB', 'GB', 'TB'], '/s');
export const perSecond = (value) => (known(value) ? scaled(value, ['', 'k', 'M', 'G'], '/s').replace('\u202f/', '/') : NONE);
export const count = (value) => (known(value) ? whole.format(value) : NONE);

export function millis(value) {
    if (!known(value)) {
        return NONE;
    }
    if (Math.abs(value) >= 999.5) {
        return `${(value / 1000).toFixed(value >= 9950 ? 0 : 1)}\u202fs`;
    }
    return `${value.toFixed(Math.abs(value) < 9.95 ? 1 : 0)}\u202fms`;
}

export function age(seconds) {
    if (!known(seconds)) {
        return NONE;
    }
    const past = Math.max(0, seconds);
    if (past < 9.95) {
        return `${past.toFixed(1)}\u202fs`;
    }
    const steps = [[90, 1, 's'], [5400, 60, 'min'], [129600, 3600, 'h'], [Infinity, 86400, 'd']];
    const [, length, unit] = steps.find(([below]) => past < below);
    return `${Math.round(past / length)}\u202f${unit}`;
}

export const timeOfDay = (moment) => clock.format(moment);
export const hourAndMinute = (moment) => minutes.format(moment);

/** To the tenth of a second: samples may be that close together. */
export const exactTime = (moment) => `${clock.format(moment)}.${Math.floor((moment % 1000) / 100)}`;
