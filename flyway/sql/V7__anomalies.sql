-- What a host did that it does not usually do. The sink judges it, second by second and off the write path; here is what it
-- must remember, so that any sink goes on where another one stopped.
create table metrics.anomaly (
    host_id      bigint           not null references bi.host,
    metric       text             not null,
    kind         text             not null check (kind in ('outside', 'stuck')),
    started_at   timestamptz      not null,
    lasted_until timestamptz      not null,
    is_over      boolean          not null,
    observed     double precision not null,
    expected     double precision,
    tolerance    double precision,
    unit         text             not null,
    reason       text             not null,
    primary key (host_id, metric, started_at)
);

create unique index anomaly_one_at_a_time on metrics.anomaly (host_id, metric) where not is_over;
create index anomaly_by_time on metrics.anomaly (started_at);

comment on table metrics.anomaly is 'Anomalies, over or not; of each metric of a host one at a time.';
comment on column metrics.anomaly.lasted_until is 'End of its last second so far; its end, when it is over.';

create table metrics.baseline (
    host_id           bigint           not null,
    metric            text             not null,
    last_at           timestamptz      not null,
    seconds           bigint           not null,
    mean              double precision not null,
    variance          double precision not null,
    outside           integer          not null,
    outside_seconds   bigint           not null,
    outside_mean      double precision not null,
    outside_variance  double precision not null,
    quiet             integer          not null,
    value             double precision not null,
    same_since        timestamptz      not null,
    primary key (host_id, metric)
) with (fillfactor = 50); -- Updated every few seconds: room for the new version on the same page.

comment on table metrics.baseline is 'What is normal for each metric of each host, learned from one-second values.';
comment on column metrics.baseline.last_at is 'The last second that had a value.';
comment on column metrics.baseline.seconds is 'How many seconds have been learned.';
comment on column metrics.baseline.outside is 'Which of the last fifteen seconds lay outside the band: bit 0 is the last one.';
comment on column metrics.baseline.outside_mean is 'Of the seconds outside since the first of these, or since an anomaly began.';
comment on column metrics.baseline.quiet is 'For how many seconds that had a value the anomaly has not gone on.';
comment on column metrics.baseline.same_since is 'Since when the metric has had this value.';

create table metrics.watched (
    host_id      bigint      not null primary key,
    judged_until timestamptz not null
) with (fillfactor = 50);

comment on table metrics.watched is 'How far the seconds of each host have been judged. What comes later from before is not.';

create table metrics.watch (
    the_only_row boolean     not null primary key default true check (the_only_row),
    rests_until  timestamptz not null
);

insert into metrics.watch (rests_until) values ('-infinity');

comment on table metrics.watch is 'The lock of the worker that looks for anomalies, of whatever sink it runs in.';
comment on column metrics.watch.rests_until is 'When its next turn may begin.';

create view bi.anomaly as
select a.host_id,
       h.host,
       a.metric,
       a.kind,
       a.started_at,
       case when a.is_over then a.lasted_until end                              as ended_at,
       extract(epoch from a.lasted_until - a.started_at)::double precision      as seconds,
       a.observed,
       a.expected,
       a.tolerance,
       a.unit,
       a.reason
from metrics.anomaly a
join bi.host h using (host_id);

comment on view bi.anomaly is
    'What a host did that it does not usually do: most of fifteen seconds outside what its own last minutes made expected, or a CPU'
    ' that does not move. Kept as long as bi.host_minute.';
comment on column bi.anomaly.host_id is 'Host that was sampled.';
comment on column bi.anomaly.host is 'Name that the host reports.';
comment on column bi.anomaly.metric is 'What was unusual: a column of bi.sample.';
comment on column bi.anomaly.kind is 'outside: it left the band expected±tolerance; stuck: it had the same value for long.';
comment on column bi.anomaly.started_at is 'Start of its first second.';
comment on column bi.anomaly.ended_at is 'End of its last second; null while it goes on.';
comment on column bi.anomaly.seconds is 'How long it lasted, or has lasted so far.';
comment on column bi.anomaly.observed is 'Mean of its unusual seconds.';
comment on column bi.anomaly.expected is 'What was normal when it began; null for one that is stuck.';
comment on column bi.anomaly.tolerance is 'How far from that would still have been normal; null for one that is stuck.';
comment on column bi.anomaly.unit is 'Of observed, expected and tolerance: percent, bytes per second, per second.';
comment on column bi.anomaly.reason is 'All that in words.';

-- As before, and anomalies with the minutes.
create or replace function metrics.delete_expired(keep_minutes interval, keep_hours interval) returns integer
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
    delete from metrics.anomaly where ctid = any (array(
        select a.ctid from metrics.anomaly a
        where a.is_over
          and a.started_at < now() - case when keep_minutes is not null then greatest(keep_minutes, interval '1 day') end
        order by a.started_at limit 10000));
    return minutes + hours;
end
$$;

comment on function metrics.delete_expired(interval, interval) is
    'Deletes up to 10000 minutes and 10000 hours older than these (null: none), and returns how many there were; and as many'
    ' anomalies as old as the minutes.';

-- As before, and what is known of its anomalies.
create or replace function metrics.forget_host(of_host text) returns bigint
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    of_id     bigint;
    processes bigint[];
    samples   bigint;
begin
    perform from metrics.upkeep for update;
    perform from metrics.watch for update;
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
    delete from metrics.anomaly where host_id = of_id;
    delete from metrics.baseline where host_id = of_id;
    delete from metrics.watched where host_id = of_id;
    delete from metrics.producer where host_id = of_id;
    delete from bi.host where host_id = of_id;
    return samples;
end
$$;

comment on function metrics.forget_host(text) is
    'Deletes a host with all of its samples, rollups and anomalies; returns how many samples that were. Stop its producer first.';

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
        -- For the worker that looks for anomalies.
        grant select, insert, update on metrics.anomaly, metrics.baseline, metrics.watched to metrics_writer;
        grant select, update on metrics.watch to metrics_writer;
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
