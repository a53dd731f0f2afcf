package org.ketaminecds.live;

import ca.uhn.fhir.rest.server.RestfulServer;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;

/**
 * Serves FHIR R4 on http://127.0.0.1:PORT/fhir with the data of one folder. It knows nothing of what is stored.
 *
 * Arguments: PORT FOLDER. Prints "ready" once it answers, and stops when its standard input ends or on SIGTERM.
 */
public final class FhirServer {
    private FhirServer() {}

    public static void main(String[] arguments) throws Exception {
        var server = new Server();
        var connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(arguments[0]));
        server.addConnector(connector);
        System.setProperty("live.folder", arguments[1]);

        var handler = new ServletContextHandler();
        var parts = new AnnotationConfigWebApplicationContext();
        parts.register(Parts.class);
        parts.setServletContext(handler.getServletContext());
        parts.refresh();
        handler.addServlet(new ServletHolder(parts.getBean(RestfulServer.class)), "/fhir/*");
        server.setHandler(handler);
        server.setStopAtShutdown(true);
        server.setStopTimeout(1000);
        server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(parts::close));
        System.out.println("ready");
        server.join();
    }
}
