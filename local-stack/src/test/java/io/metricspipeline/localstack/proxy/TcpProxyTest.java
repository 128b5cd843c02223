package io.metricspipeline.localstack.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One client, one server, and what the network between them does. */
final class TcpProxyTest {
    private static final int SOON_MILLIS = 200;

    private final ServerSocket listener;
    private final TcpProxy proxy;
    private Socket client = new Socket();
    private Socket server = new Socket();

    TcpProxyTest() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        proxy = TcpProxy.open(0, listener.getLocalPort());
    }

    @BeforeEach
    void connect() throws IOException {
        client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        server = listener.accept();
        client.getOutputStream().write(0);
        assertThat(server.getInputStream().read()).isZero();
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        client.close();
        server.close();
        listener.close();
    }

    @Test
    void passesBytesBothWaysAndTheEnd() throws IOException {
        client.getOutputStream().write(1);
        server.getOutputStream().write(2);

        assertThat(server.getInputStream().read()).isEqualTo(1);
        assertThat(client.getInputStream().read()).isEqualTo(2);

        client.close();
        assertThat(server.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void isSilentUntilItIsHealedAndLosesNothing() throws IOException {
        proxy.silence();
        client.getOutputStream().write(1);
        server.setSoTimeout(SOON_MILLIS);
        assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

        proxy.heal();
        server.setSoTimeout(0);
        assertThat(server.getInputStream().read()).isEqualTo(1);
    }

    @Test
    void resetsBothSidesWhenItIsCut() {
        proxy.cut();

        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(IOException.class);
    }

    @Test
    void refusesNewConnectionsAndLetsOldOnesLive() throws IOException {
        proxy.refuse();
        assertThatThrownBy(() -> {
                    try (Socket refused = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
                        refused.getOutputStream().write(1);
                        refused.getInputStream().read();
                    }
                })
                .isInstanceOf(IOException.class);

        client.getOutputStream().write(1);
        assertThat(server.getInputStream().read()).isEqualTo(1);
    }
}
