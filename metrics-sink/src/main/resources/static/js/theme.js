// The charts' colours, from the style sheet: one place decides, for light and for dark.

export function theme() {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    return {
        text: colour('--quiet'),
        line: colour('--hairline'),
        series: [colour('--series-1'), colour('--series-2')],
        fill: colour('--series-1-fill'),
        font: {family: getComputedStyle(document.body).fontFamily, size: 0.786 * parseFloat(style.fontSize)},
    };
}

export function onThemeChange(act) {
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', act);
}
