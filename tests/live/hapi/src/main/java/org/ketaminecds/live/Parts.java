package org.ketaminecds.live;

import ca.uhn.fhir.batch2.jobs.config.Batch2JobsConfig;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.config.ThreadPoolFactoryConfig;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.batch2.JpaBatch2Config;
import ca.uhn.fhir.jpa.config.HapiJpaConfig;
import ca.uhn.fhir.jpa.config.r4.JpaR4Config;
import ca.uhn.fhir.jpa.config.util.HapiEntityManagerFactoryUtil;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.config.SubscriptionSettings;
import ca.uhn.fhir.jpa.model.dialect.HapiFhirH2Dialect;
import ca.uhn.fhir.jpa.provider.IJpaSystemProvider;
import ca.uhn.fhir.jpa.provider.JpaCapabilityStatementProvider;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.jpa.subscription.channel.config.SubscriptionChannelConfig;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.interceptor.CorsInterceptor;
import ca.uhn.fhir.rest.server.provider.ResourceProviderFactory;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.Properties;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.web.cors.CorsConfiguration;

/** What HAPI needs to be told to store R4 in an H2 file: how to store, how to search, what to serve. */
@Configuration
@Import({
    JpaR4Config.class,
    HapiJpaConfig.class,
    ThreadPoolFactoryConfig.class,
    SubscriptionChannelConfig.class,
    JpaBatch2Config.class,
    Batch2JobsConfig.class
})
public class Parts {

    @Bean
    public DataSource dataSource() {
        var source = new BasicDataSource();
        source.setUrl("jdbc:h2:file:" + System.getProperty("live.folder") + "/fhir;LOCK_TIMEOUT=30000;CACHE_SIZE=262144");
        source.setUsername("sa");
        source.setPassword("");
        source.setMaxTotal(24);
        return source;
    }

    @Bean
    public JpaStorageSettings storage() {
        var storage = new JpaStorageSettings();
        storage.setExpungeEnabled(true);
        storage.setAllowMultipleDelete(true);
        // Loading is a large share of a test run: no history, no checks that a reference's target is there.
        storage.setResourceDbHistoryEnabled(false);
        storage.setEnforceReferentialIntegrityOnWrite(false);
        storage.setEnforceReferentialIntegrityOnDelete(false);
        storage.setMassIngestionMode(true);
        storage.setAllowExternalReferences(true);
        // A search after a write sees the write.
        storage.setReuseCachedSearchResultsForMillis(null);
        storage.setSchedulingDisabled(true);
        storage.setHibernateSearchIndexFullText(false);
        storage.setHibernateSearchIndexSearchParams(false);
        return storage;
    }

    @Bean
    public PartitionSettings partitions() {
        return new PartitionSettings();
    }

    @Bean
    public SubscriptionSettings subscriptions() {
        return new SubscriptionSettings();
    }

    @Primary
    @Bean
    public LocalContainerEntityManagerFactoryBean entityManagerFactory(
            DataSource source, ConfigurableListableBeanFactory beans, FhirContext fhir, JpaStorageSettings storage) {
        var made = HapiEntityManagerFactoryUtil.newEntityManagerFactory(beans, fhir, storage);
        made.setDataSource(source);
        made.setPersistenceUnitName("live");
        var properties = new Properties();
        properties.put("hibernate.dialect", HapiFhirH2Dialect.class.getName());
        properties.put("hibernate.hbm2ddl.auto", "update");
        properties.put("hibernate.jdbc.batch_size", "30");
        properties.put("hibernate.search.enabled", "false");
        properties.put("hibernate.cache.use_query_cache", "false");
        properties.put("hibernate.cache.use_second_level_cache", "false");
        made.setJpaProperties(properties);
        return made;
    }

    @Primary
    @Bean
    public JpaTransactionManager transactionManager(EntityManagerFactory factory) {
        return new JpaTransactionManager(factory);
    }

    @Bean
    public RestfulServer server(
            IFhirSystemDao<?, ?> system,
            ResourceProviderFactory providers,
            IJpaSystemProvider systemProvider,
            JpaStorageSettings storage,
            ISearchParamRegistry parameters,
            IValidationSupport validation,
            DatabaseBackedPagingProvider paging) {
        var server = new RestfulServer(system.getContext());
        server.registerProviders(providers.createProviders());
        server.registerProvider(systemProvider);
        server.setServerConformanceProvider(
                new JpaCapabilityStatementProvider(server, system, storage, parameters, validation));
        paging.setDefaultPageSize(20); // as on HAPI's public server: a list asked for without _count comes in pages
        paging.setMaximumPageSize(500);
        server.setPagingProvider(paging);
        server.setDefaultResponseEncoding(EncodingEnum.JSON);
        server.registerInterceptor(new CorsInterceptor(anyOrigin()));
        return server;
    }

    private static CorsConfiguration anyOrigin() {
        var open = new CorsConfiguration();
        open.setAllowedOriginPatterns(List.of("*"));
        open.setAllowedMethods(List.of("GET", "POST", "PUT", "DELETE", "OPTIONS"));
        open.setAllowedHeaders(List.of("*"));
        return open;
    }
}
