-- How long what is kept, and an operator's commands about hosts.

-- Drops the oldest day of raw samples when all of it has been older than this for two hours, and in every rollup. A day is
-- detached and dropped, which takes milliseconds where DELETE takes seconds and gives no space back; but it waits for
-- readers, and writers behind it, so it gives up after a moment, and the caller comes again. One day a call.
create function metrics.drop_expired(keep interval) returns date
    language plpgsql
    strict
    security definer
    set search_path = pg_catalog, pg_temp
    set lock_timeout = '200ms'
as $$
declare
    oldest text;
    day    date;
    ends   timestamptz;
begin
    -- No step of the rollups meanwhile; and of several sinks, one drops.
    perform from metrics.upkeep for update;
    select c.relname, to_date(right(c.relname, 8), 'YYYYMMDD') into oldest, day
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'metrics.host_sample'::regclass
    order by c.relname limit 1;
    ends := (day + 1)::timestamp at time zone 'UTC';
    if oldest is null
        or ends > now() - greatest(keep, interval '1 day') - interval '2 hours'
        -- Rollups look back an hour.
        or exists (select from metrics.touched t where t.minute < ends + interval '1 hour')
        or exists (select from metrics.due d where d.starts_at < ends + interval '1 hour') then
        return null;
    end if;
    update metrics.upkeep set raw_dropped_before = greatest(raw_dropped_before, ends);
    execute format('alter table metrics.host_sample detach partition metrics.%I', oldest);
    execute format('drop table metrics.%I', oldest);
    return day;
exception when lock_not_available then
    return null;
end
$$;

comment on function metrics.drop_expired(interval) is
    'Drops the oldest day of raw samples, if it is older than this; returns the day, null when there is none to drop now.';

-- Rollups are few and are real tables: DELETE, in steps. At least a day is kept.
create function metrics.delete_expired(keep_minutes interval, keep_hours interval) returns integer
    language plpgsql
    security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    minutes integer;
    hours   integer;
begin
    delete from bi.host_minute where ctid = any (array(
        select m.ctid from bi.host_minute m
        where m.minute < now() - case when keep_minutes is not null then greatest(keep_minutes, interval '1 day') end
        order by m.minute limit 10000));
    get diagnostics minutes = row_count;
    delete from bi.host_hour where ctid = any (array(
        select h.ctid from bi.host_hour h
        where h.hour < now() - case when keep_hours is not null then greatest(keep_hours, interval '1 day') end
        order by h.hour limit 10000));
    get diagnostics hours = row_count;
    return minutes + hours;
end
$$;

comment on function metrics.delete_expired(interval, interval) is
    'Deletes up to 10000 minutes and 10000 hours older than these (null: none), and returns how many there were.';

-- For operators: the name that people see. The one that the host reports stays.
create function metrics.rename_host(of_host text, to_name text) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    update bi.host h set display_name = to_name where h.host = of_host;
    if not found then
        raise exception 'no sample of host % was ever stored', of_host;
    end if;
end
$$;

comment on function metrics.rename_host(text, text) is 'Gives a host another name to show; null takes it away again.';

-- For operators: as if the host had never been. A host that goes on sending comes back, with what it sends from then on.
create function metrics.forget_host(of_host text) returns bigint
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    of_id     bigint;
    processes bigint[];
    samples   bigint;
begin
    perform from metrics.upkeep for update;
    select h.host_id into of_id from bi.host h where h.host = of_host;
    if not found then
        raise exception 'no sample of host % was ever stored', of_host;
    end if;
    processes := array(select p.producer_key from metrics.producer p where p.host_id = of_id);
    -- A sink that is storing samples of it comes first, or later.
    perform from metrics.producer_progress g where g.producer_key = any (processes) order by g.producer_key for update;
    -- What goes is no gap, should the host come back. These are numbers without a name.
    perform metrics.cover(array_agg(m.host_id), array_agg(m.minute))
    from (select t.host_id, t.minute from metrics.touched t where t.host_id = of_id
          union select d.host_id, d.starts_at from metrics.due d where d.host_id = of_id and d.bucket = 'minute') as m;
    insert into metrics.covered as known (producer_key, sequences)
    select a.producer_key, range_agg(a.sequences)
    from (select g.producer_key, int8range(0, g.acknowledged_below) as sequences from metrics.producer_progress g
          union all select l.producer_key, int8range(l.from_sequence, l.to_sequence, '[]') from metrics.loss l
          union all select r.producer_key, int8range(r.sequence, r.sequence, '[]') from metrics.rejected r
          where r.sequence is not null
          union all select e.producer_key, int8range(e.sequence, e.sequence, '[]') from metrics.expired e) as a
    where a.producer_key = any (processes)
    group by a.producer_key
    on conflict (producer_key) do update set sequences = known.sequences + excluded.sequences;
    delete from metrics.producer_progress where producer_key = any (processes);
    delete from metrics.loss where producer_key = any (processes);
    delete from metrics.rejected where producer_key = any (processes);
    delete from metrics.expired where producer_key = any (processes);
    delete from metrics.touched where host_id = of_id;
    delete from metrics.due where host_id = of_id;
    delete from metrics.host_sample where host_id = of_id;
    get diagnostics samples = row_count;
    delete from bi.host_minute where host_id = of_id;
    delete from bi.host_hour where host_id = of_id;
    delete from metrics.producer where host_id = of_id;
    delete from bi.host where host_id = of_id;
    return samples;
end
$$;

comment on function metrics.forget_host(text) is
    'Deletes a host with all of its samples and rollups; returns how many samples that were. Stop its producer first.';

revoke execute on function metrics.drop_expired(interval), metrics.delete_expired(interval, interval),
    metrics.rename_host(text, text), metrics.forget_host(text) from public;

create view bi.storage_by_day as
select case when i.inhparent is null then n.nspname || '.' || c.relname else 'metrics.host_sample' end as relation,
       case when i.inhparent is not null then to_date(right(c.relname, 8), 'YYYYMMDD') end as date_utc,
       greatest(c.reltuples, 0)::bigint as row_estimate,
       pg_total_relation_size(c.oid)    as bytes
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
left join pg_inherits i on i.inhrelid = c.oid
where n.nspname in ('bi', 'metrics') and c.relkind = 'r';

comment on view bi.storage_by_day is
    'How much space everything takes: raw samples by the day they were taken, each other table as a whole.';
comment on column bi.storage_by_day.relation is 'Table, with its schema.';
comment on column bi.storage_by_day.date_utc is 'Day in UTC of the raw samples; null for a table that is not divided by day.';
comment on column bi.storage_by_day.row_estimate is 'About how many rows, as of the table''s last ANALYZE.';
comment on column bi.storage_by_day.bytes is 'Space on disk with indexes, bytes.';

create or replace function metrics.grant_roles() returns void
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
        grant select, insert, update on metrics.producer_progress, metrics.watermark to metrics_writer;
        grant insert on metrics.loss, metrics.rejected, metrics.expired, metrics.unread, metrics.touched to metrics_writer;
        -- For the live page.
        grant select on bi.host_minute, bi.sample_gap to metrics_writer;
        grant execute on function metrics.ensure_partition(date), metrics.roll_up(), metrics.drop_expired(interval),
            metrics.delete_expired(interval, interval) to metrics_writer;
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

do $$ begin perform metrics.grant_roles(); end $$;
