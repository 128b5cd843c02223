// The footer: how to use the data elsewhere.

export async function showData() {
    const answer = await fetch('api/data');
    if (!answer.ok) {
        return false;
    }
    const {jdbcUrl, relations} = await answer.json();
    document.getElementById('jdbc').textContent = jdbcUrl;
    document.getElementById('copy').addEventListener('click', (event) => copy(jdbcUrl, event.target));
    document.getElementById('relations').replaceChildren(...relations.map(entry));
    return true;
}

function entry({name, kind, comment}) {
    const box = document.createElement('div');
    const term = document.createElement('dt');
    const code = document.createElement('code');
    code.textContent = name;
    const what = document.createElement('span');
    what.textContent = kind;
    term.append(code, what);
    const text = document.createElement('dd');
    text.textContent = comment;
    box.append(term, text);
    return box;
}

/** Browsers allow it to secure pages and on this machine alone. */
async function copy(text, button) {
    try {
        await navigator.clipboard.writeText(text);
        button.textContent = 'Copied';
    } catch {
        getSelection().selectAllChildren(document.getElementById('jdbc'));
    }
}
