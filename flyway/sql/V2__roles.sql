-- Who may do what. The roles belong to whoever runs the database, and so do their passwords: here is only what they may
-- do with the objects of this schema. A role that does not exist is passed over; a single owner needs none of them.
-- Roles that are made later get their rights by: select metrics.grant_roles()
create function metrics.grant_roles() returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    owns_database boolean := (select pg_has_role(datdba, 'usage') from pg_database where datname = current_database());
begin
    -- The sink: what its statements need, and no DDL. Partitions need no grants: it writes through the parent.
    if to_regrole('metrics_writer') is not null then
        if owns_database then
            -- Temporary: the table through which a refused batch is written again.
            execute format('grant connect, temporary on database %I to metrics_writer', current_database());
        end if;
        grant usage on schema metrics, bi to metrics_writer;
        grant select on metrics.flyway_schema_history to metrics_writer;
        grant select, insert on bi.host, metrics.producer, metrics.host_sample to metrics_writer;
        grant select, insert, update on metrics.producer_progress to metrics_writer;
        grant insert on metrics.loss, metrics.rejected, metrics.expired to metrics_writer;
        grant execute on function metrics.ensure_partition(date) to metrics_writer;
    end if;

    -- Analysts and their tools: schema bi alone, whose views read the rest with their owner's rights. Without REFERENCES
    -- some tools see no keys.
    if to_regrole('bi_reader') is not null then
        if owns_database then
            execute format('grant connect on database %I to bi_reader', current_database());
        end if;
        grant usage on schema bi to bi_reader;
        grant select, references on all tables in schema bi to bi_reader;
        alter default privileges in schema bi grant select, references on tables to bi_reader;
    end if;
end
$$;

revoke execute on function metrics.grant_roles() from public;

comment on function metrics.grant_roles() is
    'Gives metrics_writer and bi_reader, where they exist, the rights that the sink and analysts need.';

do $$ begin perform metrics.grant_roles(); end $$;
