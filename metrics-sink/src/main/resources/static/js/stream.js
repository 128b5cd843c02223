// One stream of events from the sink. The browser reconnects by itself and says how far it came; this adds what it lacks:
// a sink that answers with an error, and a connection that is silent although it looks open.

const SILENT_AFTER = 4000;
const GIVE_UP_AFTER = 12000;
const RETRY_AFTER = 1500;

/**
 * Calls on.fleet, on.samples (each with the parsed event), on.reload() when samples may be missing, and on.connection(open).
 * Returns a function that ends it.
 */
export function openStream(host, on) {
    const address = host === null ? 'api/stream' : `api/stream?host=${encodeURIComponent(host)}`;
    let source;
    let heardAt = performance.now();
    let retry;
    let interrupted = false;

    const heard = (handle) => (event) => {
        heardAt = performance.now();
        on.connection(true);
        handle(event);
    };

    function connect() {
        heardAt = performance.now();
        source = new EventSource(address);
        source.addEventListener('open', heard(() => {
            if (interrupted) {
                on.reload();
            }
            interrupted = false;
        }));
        source.addEventListener('fleet', heard((event) => on.fleet(JSON.parse(event.data))));
        source.addEventListener('samples', heard((event) => on.samples(JSON.parse(event.data))));
        source.addEventListener('reload', heard(() => on.reload()));
        source.addEventListener('error', () => {
            on.connection(false);
            if (source.readyState === EventSource.CLOSED) {
                reconnect();
            }
        });
    }

    // A new stream does not say where the old one ended, so what it missed is loaded instead.
    function reconnect() {
        source.close();
        interrupted = true;
        clearTimeout(retry);
        retry = setTimeout(connect, RETRY_AFTER);
    }

    const watch = setInterval(() => {
        const silence = performance.now() - heardAt;
        if (silence > SILENT_AFTER) {
            on.connection(false);
        }
        if (silence > GIVE_UP_AFTER) {
            reconnect();
            heardAt = performance.now();
        }
    }, 1000);

    connect();
    return () => {
        clearInterval(watch);
        clearTimeout(retry);
        source.close();
    };
}
