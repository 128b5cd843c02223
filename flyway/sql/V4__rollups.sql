-- What analysts ask by minute and by hour. Real tables: a view has no keys, and some tools cannot see a materialized one.
create table bi.host_minute (
    host_id                            bigint           not null references bi.host,
    minute                             timestamptz      not null,
    date_utc                           date             not null generated always as ((minute at time zone 'UTC')::date) stored,
    sample_count                       integer          not null,
    expected_count                     integer          not null,
    missed                             integer          not null,
    lost                               integer          not null,
    completeness_percent               double precision not null generated always as
                                           (least(100, 100.0::double precision * sample_count / expected_count)) stored,
    cpu_percent_avg                    double precision,
    cpu_percent_min                    double precision,
    cpu_percent_max                    double precision,
    memory_percent_avg                 double precision,
    memory_percent_min                 double precision,
    memory_percent_max                 double precision,
    disk_percent_avg                   double precision,
    disk_percent_min                   double precision,
    disk_percent_max                   double precision,
    memory_used_bytes_avg              double precision,
    memory_used_bytes_min              bigint,
    memory_used_bytes_max              bigint,
    net_sent_bytes                     bigint           not null,
    net_sent_bytes_per_second_avg      double precision,
    net_sent_bytes_per_second_min      double precision,
    net_sent_bytes_per_second_max      double precision,
    net_received_bytes                 bigint           not null,
    net_received_bytes_per_second_avg  double precision,
    net_received_bytes_per_second_min  double precision,
    net_received_bytes_per_second_max  double precision,
    interrupts_per_second_avg          double precision,
    interrupts_per_second_min          double precision,
    interrupts_per_second_max          double precision,
    context_switches_per_second_avg    double precision,
    context_switches_per_second_min    double precision,
    context_switches_per_second_max    double precision,
    primary key (host_id, minute)
) with (fillfactor = 80); -- The open minute is written several times: room for its new version on the same page.

create table bi.host_hour (like bi.host_minute including generated including storage) with (fillfactor = 80);
alter table bi.host_hour rename column minute to hour;
alter table bi.host_hour add column cpu_percent_p95 double precision;
alter table bi.host_hour add primary key (host_id, hour);
alter table bi.host_hour add foreign key (host_id) references bi.host;

-- For questions about all hosts at a time.
create index host_minute_by_minute on bi.host_minute (minute);
create index host_minute_by_date on bi.host_minute (date_utc);
create index host_hour_by_hour on bi.host_hour (hour);
create index host_hour_by_date on bi.host_hour (date_utc);

comment on table bi.host_minute is
    'One row for each host and minute that has samples. The current minute is brought up to date every few seconds.';
comment on table bi.host_hour is
    'One row for each host and hour that has samples. The current hour is brought up to date every ten minutes.';

-- The same words for the columns that both have.
do $$
declare
    relation text;
    described record;
begin
    foreach relation in array array['host_minute', 'host_hour'] loop
        for described in
            select * from (values
                ('host_id', 'Host that was sampled.'),
                ('date_utc', 'Day in UTC, to slice by.'),
                ('sample_count', 'How many samples there are.'),
                ('expected_count', 'How many there would be at the sampling interval, had the host been sampled all the time.'),
                ('missed', 'Ticks at which no sample could be taken (a stall, a suspend), noted at the next sample of the same'
                           ' process within an hour.'),
                ('lost', 'Samples that were taken and are not here (declared lost, rejected or not yet arrived), noted at the'
                         ' next sample of the same process within an hour.'),
                ('completeness_percent', 'sample_count of expected_count, at most 100.'),
                ('net_sent_bytes', 'Bytes sent by all real network interfaces in the time sampled: each sample''s rate, for its'
                                   ' interval. A sample without a rate, as the first one of a process, adds none.'),
                ('net_received_bytes', 'Bytes received by all real network interfaces in the time sampled: each sample''s rate,'
                                       ' for its interval. A sample without a rate, as the first one of a process, adds none.')
            ) as d (name, text)
            union all
            select m.name || '_' || a.name, a.text || m.text
            from (values
                ('cpu_percent', 'CPU busy, percent of all cores.'),
                ('memory_percent', 'memory in use, percent.'),
                ('disk_percent', 'space in use on the watched file system, percent.'),
                ('memory_used_bytes', 'memory in use, bytes.'),
                ('net_sent_bytes_per_second', 'bytes sent a second by all real network interfaces.'),
                ('net_received_bytes_per_second', 'bytes received a second by all real network interfaces.'),
                ('interrupts_per_second', 'interrupts a second.'),
                ('context_switches_per_second', 'context switches a second.')) as m (name, text),
                (values ('avg', 'Mean of '), ('min', 'Lowest '), ('max', 'Highest ')) as a (name, text)
        loop
            execute format('comment on column bi.%I.%I is %L', relation, described.name, described.text);
        end loop;
    end loop;
end
$$;

comment on column bi.host_minute.minute is 'Start of the minute.';
comment on column bi.host_hour.hour is 'Start of the hour.';
comment on column bi.host_hour.cpu_percent_p95 is
    '95th percentile of the samples'' CPU busy, percent of all cores: the host was above it for three minutes in all.';

-- The upkeep. A sink notes, in the transaction that stores samples, which minutes of which hosts they are of; a worker turns
-- the notes into buckets that are due, and recomputes those from the raw samples. Recomputing is idempotent, so late,
-- out-of-order and duplicate samples need no care of their own.
create table metrics.touched (
    host_id    bigint      not null,
    minute     timestamptz not null,
    touched_at timestamptz not null default now()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000, -- Emptied every few seconds,
        vacuum_truncate = off);                                                  -- and not at the writers' cost.

comment on table metrics.touched is
    'Minutes of hosts that got samples which no rollup has yet. No key: no writer waits for another one.';

create table metrics.due (
    bucket    text        not null check (bucket in ('minute', 'hour')),
    host_id   bigint      not null,
    starts_at timestamptz not null,
    due_at    timestamptz not null,
    primary key (bucket, host_id, starts_at)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000, vacuum_truncate = off);

create index due_by_time on metrics.due (due_at);

comment on table metrics.due is 'Minutes and hours of hosts to be computed again. Of the worker alone.';

create table metrics.covered (
    producer_key bigint         not null primary key,
    sequences    int8multirange not null
);

comment on table metrics.covered is
    'Which sequences of each producer have become rows, also where those have expired since, or are accounted for in between.'
    ' Rows in a minute that is touched or due may be missing.';

create table metrics.upkeep (
    the_only_row       boolean     not null primary key default true check (the_only_row),
    rests_until        timestamptz not null,
    waiting_since      timestamptz,
    raw_dropped_before timestamptz not null
);

insert into metrics.upkeep (rests_until, raw_dropped_before) values ('-infinity', '-infinity');

comment on table metrics.upkeep is 'The worker''s lock, of whatever sink it runs in, and what it must remember.';
comment on column metrics.upkeep.rests_until is 'When the next step may begin.';
comment on column metrics.upkeep.waiting_since is 'Since when the oldest note or bucket that is due has been waiting.';
comment on column metrics.upkeep.raw_dropped_before is 'Days before have been dropped: nothing of then is computed again.';

-- What was stored before this migration.
insert into metrics.touched (host_id, minute)
select distinct host_id, date_trunc('minute', sampled_at, 'UTC') from metrics.host_sample;

-- Each bucket given, summed up from its raw samples; the columns are those of bi.host_minute and bi.host_hour.
-- First by process, since sequences and missed ticks run on within one. Sums and counts, not averages: those have no sum, and
-- avg() overflows at values that a sample may have, as do sums of rates that no network has (1e100; LEAST passes over nulls).
create function metrics.summarize(bucket text, host_ids bigint[], starts timestamptz[])
    returns table (
        host_id bigint, starts_at timestamptz, sample_count integer, expected_count integer, missed integer, lost integer,
        cpu_percent_avg double precision, cpu_percent_min double precision, cpu_percent_max double precision,
        cpu_percent_p95 double precision,
        memory_percent_avg double precision, memory_percent_min double precision, memory_percent_max double precision,
        disk_percent_avg double precision, disk_percent_min double precision, disk_percent_max double precision,
        memory_used_bytes_avg double precision, memory_used_bytes_min bigint, memory_used_bytes_max bigint,
        net_sent_bytes bigint, net_sent_bytes_per_second_avg double precision,
        net_sent_bytes_per_second_min double precision, net_sent_bytes_per_second_max double precision,
        net_received_bytes bigint, net_received_bytes_per_second_avg double precision,
        net_received_bytes_per_second_min double precision, net_received_bytes_per_second_max double precision,
        interrupts_per_second_avg double precision, interrupts_per_second_min double precision,
        interrupts_per_second_max double precision,
        context_switches_per_second_avg double precision, context_switches_per_second_min double precision,
        context_switches_per_second_max double precision)
    language sql
    set search_path = pg_catalog, pg_temp
as $$
    with bucket as (
        select b.host_id, b.starts_at, b.starts_at + ('1 ' || bucket)::interval as ends_at
        from unnest(host_ids, starts) as b (host_id, starts_at)
    ),
    process as (
        select b.host_id, b.starts_at, b.ends_at, s.*,
               s.last_sequence - s.first_sequence + 1 - s.samples
                   + case when before.is_linked then greatest(0, s.first_sequence - before.sequence - 1) else 0 end as lost,
               s.most_missed - s.least_missed
                   + case when before.is_linked then greatest(0, s.least_missed - before.missed) else 0 end as missed
        from bucket b
        cross join lateral (
            select h.producer_key,
                   count(*)                               as samples,
                   sum(h.interval_millis::double precision) as millis,
                   min(h.sampled_at)                      as first_at,
                   min(h.sequence)                        as first_sequence,
                   max(h.sequence)                        as last_sequence,
                   coalesce(min(h.missed_ticks), 0)       as least_missed,
                   coalesce(max(h.missed_ticks), 0)       as most_missed,
                   sum(h.cpu_usage_percent)               as cpu_sum,
                   count(h.cpu_usage_percent)             as cpu_count,
                   min(h.cpu_usage_percent)               as cpu_min,
                   max(h.cpu_usage_percent)               as cpu_max,
                   sum(h.memory_usage_percent)            as memory_sum,
                   count(h.memory_usage_percent)          as memory_count,
                   min(h.memory_usage_percent)            as memory_min,
                   max(h.memory_usage_percent)            as memory_max,
                   sum(h.disk_usage_percent)              as disk_sum,
                   count(h.disk_usage_percent)            as disk_count,
                   min(h.disk_usage_percent)              as disk_min,
                   max(h.disk_usage_percent)              as disk_max,
                   sum(h.memory_used_bytes::double precision) as used_sum,
                   count(h.memory_used_bytes)             as used_count,
                   min(h.memory_used_bytes)               as used_min,
                   max(h.memory_used_bytes)               as used_max,
                   sum(least(h.network_sent_bytes_per_second, 1e100) * h.interval_millis / 1000)
                       filter (where h.network_sent_bytes_per_second is not null) as sent_bytes,
                   sum(least(h.network_sent_bytes_per_second, 1e100))
                       filter (where h.network_sent_bytes_per_second is not null) as sent_sum,
                   count(h.network_sent_bytes_per_second) as sent_count,
                   min(h.network_sent_bytes_per_second)   as sent_min,
                   max(h.network_sent_bytes_per_second)   as sent_max,
                   sum(least(h.network_received_bytes_per_second, 1e100) * h.interval_millis / 1000)
                       filter (where h.network_received_bytes_per_second is not null) as received_bytes,
                   sum(least(h.network_received_bytes_per_second, 1e100))
                       filter (where h.network_received_bytes_per_second is not null) as received_sum,
                   count(h.network_received_bytes_per_second) as received_count,
                   min(h.network_received_bytes_per_second) as received_min,
                   max(h.network_received_bytes_per_second) as received_max,
                   sum(least(h.cpu_interrupts_per_second, 1e100))
                       filter (where h.cpu_interrupts_per_second is not null) as interrupts_sum,
                   count(h.cpu_interrupts_per_second)     as interrupts_count,
                   min(h.cpu_interrupts_per_second)       as interrupts_min,
                   max(h.cpu_interrupts_per_second)       as interrupts_max,
                   sum(least(h.cpu_context_switches_per_second, 1e100))
                       filter (where h.cpu_context_switches_per_second is not null) as switches_sum,
                   count(h.cpu_context_switches_per_second) as switches_count,
                   min(h.cpu_context_switches_per_second) as switches_min,
                   max(h.cpu_context_switches_per_second) as switches_max
            from metrics.host_sample h
            where h.host_id = b.host_id and h.sampled_at >= b.starts_at and h.sampled_at < b.ends_at
            group by h.producer_key
        ) as s
        -- The host's last sample before the bucket, which may be another process's.
        left join lateral (
            select h.sequence,
                   coalesce(h.missed_ticks, 0) as missed,
                   h.producer_key = s.producer_key and h.sampled_at >= s.first_at - interval '1 hour' as is_linked
            from metrics.host_sample h
            where h.host_id = b.host_id and h.sampled_at >= b.starts_at - interval '1 hour' and h.sampled_at < b.starts_at
            order by h.sampled_at desc, h.producer_key desc, h.sequence desc
            limit 1
        ) as before on true
    )
    select p.host_id,
           p.starts_at,
           sum(p.samples)::integer,
           greatest(1, floor(extract(epoch from p.ends_at - p.starts_at)::double precision * 1000
                             * sum(p.samples) / sum(p.millis)))::integer,
           least(sum(p.missed), 2147483647)::integer,
           least(sum(p.lost), 2147483647)::integer,
           sum(p.cpu_sum) / nullif(sum(p.cpu_count), 0), min(p.cpu_min), max(p.cpu_max),
           case when bucket = 'hour' then
               (select percentile_cont(0.95) within group (order by h.cpu_usage_percent)
                from metrics.host_sample h
                where h.host_id = p.host_id and h.sampled_at >= p.starts_at and h.sampled_at < p.ends_at) end,
           sum(p.memory_sum) / nullif(sum(p.memory_count), 0), min(p.memory_min), max(p.memory_max),
           sum(p.disk_sum) / nullif(sum(p.disk_count), 0), min(p.disk_min), max(p.disk_max),
           sum(p.used_sum) / nullif(sum(p.used_count), 0), min(p.used_min), max(p.used_max),
           least(coalesce(sum(p.sent_bytes), 0), 9e18)::bigint,
           sum(p.sent_sum) / nullif(sum(p.sent_count), 0), min(p.sent_min), max(p.sent_max),
           least(coalesce(sum(p.received_bytes), 0), 9e18)::bigint,
           sum(p.received_sum) / nullif(sum(p.received_count), 0), min(p.received_min), max(p.received_max),
           sum(p.interrupts_sum) / nullif(sum(p.interrupts_count), 0), min(p.interrupts_min), max(p.interrupts_max),
           sum(p.switches_sum) / nullif(sum(p.switches_count), 0), min(p.switches_min), max(p.switches_max)
    from process p
    group by p.host_id, p.starts_at, p.ends_at;
$$;

-- Computes these buckets again, but none of before that time, whose raw samples may be gone, or of a host that was forgotten. All columns of the table: it names
-- none, so a column that is added to both is filled.
create function metrics.recompute(bucket text, host_ids bigint[], starts timestamptz[], since timestamptz) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    names      text;
    new_values text;
begin
    select string_agg(quote_ident(attname), ', '), string_agg('excluded.' || quote_ident(attname), ', ')
    into names, new_values
    from pg_attribute
    where attrelid = ('bi.host_' || bucket)::regclass and attnum > 2 and attgenerated = '' and not attisdropped;
    execute format('insert into bi.%I as known (host_id, %I, %s) select s.host_id, s.starts_at, %s from metrics.summarize($1, $2, $3) s'
                   ' where s.starts_at >= $4 and exists (select from bi.host k where k.host_id = s.host_id) order by 1, 2 on conflict (host_id, %I) do update set (%s) = row(%s)',
                   'host_' || bucket, bucket, names, names, bucket, names, new_values)
    using bucket, host_ids, starts, since;
end
$$;

-- Adds to each producer the sequences that are rows in these minutes, one by one only where they have holes; and what is
-- accounted for within these holes, so that the ranges of a producer stay few, whatever of it was refused.
create function metrics.cover(host_ids bigint[], starts timestamptz[]) returns void
    language sql
    set search_path = pg_catalog, pg_temp
as $$
    insert into metrics.covered as known (producer_key, sequences)
    select c.producer_key, range_agg(c.sequences)
    from unnest(host_ids, starts) as b (host_id, starts_at)
    cross join lateral (
        select s.producer_key,
               case when max(s.sequence) - min(s.sequence) = count(distinct s.sequence) - 1
                    then int8multirange(int8range(min(s.sequence), max(s.sequence), '[]'))
                    else (select range_agg(a.sequences)
                          from (select int8range(o.sequence, o.sequence, '[]') as sequences from metrics.host_sample o
                                where o.host_id = b.host_id and o.producer_key = s.producer_key
                                  and o.sampled_at >= b.starts_at and o.sampled_at < b.starts_at + interval '1 minute'
                                union all
                                select int8range(r.sequence, r.sequence, '[]') from metrics.rejected r
                                where r.producer_key = s.producer_key
                                  and r.sequence between min(s.sequence) and max(s.sequence)
                                union all
                                select int8range(e.sequence, e.sequence, '[]') from metrics.expired e
                                where e.producer_key = s.producer_key
                                  and e.sequence between min(s.sequence) and max(s.sequence)
                                union all
                                select int8range(l.from_sequence, l.to_sequence, '[]') from metrics.loss l
                                where l.producer_key = s.producer_key
                                  and l.from_sequence between min(s.sequence) and max(s.sequence)) as a)
               end as sequences
        from metrics.host_sample s
        where s.host_id = b.host_id and s.sampled_at >= b.starts_at and s.sampled_at < b.starts_at + interval '1 minute'
        group by s.producer_key
    ) as c
    group by c.producer_key
    order by c.producer_key
    on conflict (producer_key) do update set sequences = known.sequences + excluded.sequences;
$$;

-- One step of the worker: about a second in small bites, and then a rest nine times as long, so that upkeep takes a tenth of
-- one connection's time; while samples come faster than that, its buckets wait and are computed once instead of again and again. Of several sinks that call it, one works and the others find nothing to do.
create function metrics.roll_up(out minutes integer, out hours integer, out lag_seconds double precision)
    language plpgsql
    security definer
    set search_path = pg_catalog, pg_temp
    set jit = off
    set plan_cache_mode = force_custom_plan -- A table's size changes by orders of magnitude while a connection lives.
as $$
declare
    began       timestamptz := clock_timestamp();
    state       metrics.upkeep;
    next_bucket text;
    host_ids    bigint[];
    starts      timestamptz[];
    noted       integer;
    is_done     boolean;
begin
    minutes := 0;
    hours := 0;
    select * into state from metrics.upkeep where rests_until <= began for update skip locked;
    if found then
        noted := metrics.note_due();
        loop
            select d.bucket into next_bucket from metrics.due d where d.due_at <= began order by d.due_at limit 1;
            exit when not found or clock_timestamp() > began + interval '1 second';
            -- The statements after this one see every sample whose note is gone with it: READ COMMITTED.
            with taken as (
                delete from metrics.due d
                using (select n.bucket, n.host_id, n.starts_at from metrics.due n
                       where n.bucket = next_bucket and n.due_at <= began
                       order by n.due_at limit case when next_bucket = 'hour' then 2 else 100 end) as n
                where d.bucket = n.bucket and d.host_id = n.host_id and d.starts_at = n.starts_at
                returning d.host_id, d.starts_at
            )
            select array_agg(t.host_id), array_agg(t.starts_at) into host_ids, starts from taken t;
            -- An hour more, for what a bucket takes from the sample before it.
            perform metrics.recompute(next_bucket, host_ids, starts, state.raw_dropped_before + interval '1 hour');
            if next_bucket = 'minute' then
                perform metrics.cover(host_ids, starts);
                minutes := minutes + cardinality(host_ids);
            else
                hours := hours + cardinality(host_ids);
            end if;
        end loop;
        is_done := noted < 20000 and not exists (select from metrics.due d where d.due_at <= began);
        update metrics.upkeep set
            waiting_since = least((select min(t.touched_at) from metrics.touched t), (select min(d.due_at) from metrics.due d)),
            rests_until = clock_timestamp()
                + greatest(9 * (clock_timestamp() - began), case when is_done then interval '10 seconds' else interval '0' end);
    end if;
    select coalesce(greatest(0, extract(epoch from began - u.waiting_since)), 0) into lag_seconds from metrics.upkeep u;
end
$$;

-- Notes become buckets: the minute and its hour, and those of the next sample, which look back at this one. An open hour is
-- due every ten minutes and when it is over, a past one a minute after its first late sample. Returns how many notes.
create function metrics.note_due() returns integer
    language sql
    set search_path = pg_catalog, pg_temp
as $$
    with noted as (
        delete from metrics.touched
        where ctid = any (array(select t.ctid from metrics.touched t limit 20000))
        returning host_id, minute, touched_at
    ),
    changed as (
        select n.host_id, n.minute, min(n.touched_at) as touched_at from noted n group by n.host_id, n.minute
    ),
    minute as (
        select c.host_id, c.minute, c.touched_at from changed c
        union all
        select c.host_id, date_trunc('minute', after.sampled_at, 'UTC'), c.touched_at
        from changed c
        cross join lateral (
            select s.sampled_at from metrics.host_sample s
            where s.host_id = c.host_id and s.sampled_at >= c.minute + interval '1 minute'
              and s.sampled_at < c.minute + interval '61 minutes'
            order by s.sampled_at limit 1
        ) as after
    ),
    due as (
        insert into metrics.due (bucket, host_id, starts_at, due_at)
        select 'minute', m.host_id, m.minute, min(m.touched_at) from minute m group by m.host_id, m.minute
        union all
        select 'hour', h.host_id, h.hour,
               least(now() + interval '10 minutes', greatest(now(), h.hour + interval '1 hour') + interval '1 minute')
        from (select distinct m.host_id, date_trunc('hour', m.minute, 'UTC') as hour from minute m) as h
        on conflict do nothing
    )
    select count(*)::integer from noted;
$$;

-- As before, but of kept ranges: those of the upkeep, and the rows of the few minutes that it has not come to.
create or replace view bi.sample_gap as
with waiting as (
    select s.producer_key, range_agg(int8range(s.sequence, s.sequence, '[]')) as sequences
    from (select t.host_id, t.minute from metrics.touched t
          union
          select d.host_id, d.starts_at from metrics.due d where d.bucket = 'minute') as m
    cross join lateral (
        select o.producer_key, o.sequence from metrics.host_sample o
        where o.host_id = m.host_id and o.sampled_at >= m.minute and o.sampled_at < m.minute + interval '1 minute'
        offset 0 -- One look into the key for each minute, whatever the planner thinks how many there are.
    ) as s
    group by s.producer_key
)
select h.host,
       p.producer_id::text     as producer_id,
       lower(gap)              as from_sequence,
       upper(gap) - 1          as to_sequence,
       upper(gap) - lower(gap) as samples
from metrics.producer_progress g
join metrics.producer p using (producer_key)
join bi.host h using (host_id)
left join metrics.covered c using (producer_key)
left join waiting w using (producer_key)
cross join lateral (
    select coalesce(range_agg(o.sequences), int8multirange()) as sequences
    from (
        select int8range(r.sequence, r.sequence, '[]') as sequences
        from metrics.rejected r
        where r.producer_key = p.producer_key and r.sequence is not null
        union all
        select int8range(e.sequence, e.sequence, '[]') from metrics.expired e where e.producer_key = p.producer_key
        union all
        select int8range(l.from_sequence, l.to_sequence, '[]') from metrics.loss l where l.producer_key = p.producer_key
    ) as o
) as other
cross join lateral unnest(
    int8multirange(int8range(0, g.acknowledged_below))
    - (coalesce(c.sequences, int8multirange()) + coalesce(w.sequences, int8multirange()) + other.sequences)) as gap;

revoke execute on function metrics.summarize(text, bigint[], timestamptz[]),
    metrics.recompute(text, bigint[], timestamptz[], timestamptz), metrics.cover(bigint[], timestamptz[]), metrics.note_due(),
    metrics.roll_up() from public;

comment on function metrics.roll_up() is
    'One step of the upkeep of bi.host_minute, bi.host_hour and metrics.covered; returns what it did and how far it trails.';
