-- How long what did not become a row is kept. It explains why sequences are missing, and goes on doing so when it is gone.
-- Not so metrics.unread: a few rows a year, and nothing else explains the gaps that they leave.

-- In the order in which those who use them lock them. First no step of the rollups, which would hold metrics.covered.
do $$ begin perform from metrics.upkeep for update; end $$;

alter table metrics.covered add column declared int8multirange not null default '{}';

-- As before, and of losses that are no longer kept.
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
    - (coalesce(c.sequences + c.declared, int8multirange()) + coalesce(w.sequences, int8multirange()) + other.sequences)) as gap;

create index loss_by_age on metrics.loss (declared_at);

alter table metrics.expired add column expired_at timestamptz not null default now();

comment on column metrics.expired.expired_at is 'When that was noticed. Retention goes by this.';

create index expired_by_age on metrics.expired (expired_at);
create index rejected_by_age on metrics.rejected (rejected_at);

comment on table metrics.covered is
    'Which sequences of each producer are accounted for, however long ago. Rows in a minute that is touched or due may be missing.';
comment on column metrics.covered.sequences is
    'Those that have arrived: they became rows, also where these have expired since, or were refused in between, or so long ago'
    ' that metrics.rejected and metrics.expired no longer have them. Also those declared lost of a host that was forgotten, or'
    ' before there was the column declared.';
comment on column metrics.covered.declared is 'Those declared lost so long ago that metrics.loss no longer has them.';

-- As before, but a declared loss has not arrived: bi.sample_loss would count it as if it had.
create or replace function metrics.cover(host_ids bigint[], starts timestamptz[]) returns void
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
                                  and e.sequence between min(s.sequence) and max(s.sequence)) as a)
               end as sequences
        from metrics.host_sample s
        where s.host_id = b.host_id and s.sampled_at >= b.starts_at and s.sampled_at < b.starts_at + interval '1 minute'
        group by s.producer_key
    ) as c
    group by c.producer_key
    order by c.producer_key
    on conflict (producer_key) do update set sequences = known.sequences + excluded.sequences;
$$;

comment on view bi.sample_loss is
    'Samples that a producer took and declared lost, as when its spool was full. Some arrive all the same. Kept for 90 days'
    ' unless set otherwise.';
comment on view bi.reject_by_reason is
    'Records of Kafka that are no sample or event, by topic and by the day of their rejection. Their bytes are in the topic''s'
    ' dead-letter topic. Kept for 90 days unless set otherwise.';

-- What goes has been added to metrics.covered, in the same statement: nobody ever sees a gap.
create function metrics.delete_expired_rejects(keep interval) returns integer
    language plpgsql
    strict
    security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    deleted integer;
begin
    -- No step of the rollups meanwhile, which adds to the same rows in another order; and of several sinks, one deletes.
    perform from metrics.upkeep for update skip locked;
    if not found then
        return 0;
    end if;
    with refused as (
        delete from metrics.rejected where ctid = any (array(
            select r.ctid from metrics.rejected r
            where r.rejected_at < now() - greatest(keep, interval '1 day')
            order by r.rejected_at limit 1000))
        returning producer_key, sequence
    ),
    late as (
        delete from metrics.expired where ctid = any (array(
            select e.ctid from metrics.expired e
            where e.expired_at < now() - greatest(keep, interval '1 day')
            order by e.expired_at limit 1000))
        returning producer_key, sequence
    ),
    lost as (
        delete from metrics.loss where ctid = any (array(
            select l.ctid from metrics.loss l
            where l.declared_at < now() - greatest(keep, interval '1 day')
            order by l.declared_at limit 1000))
        returning producer_key, int8range(from_sequence, to_sequence, '[]') as sequences
    ),
    kept as (
        insert into metrics.covered as known (producer_key, sequences, declared)
        select g.producer_key,
               coalesce(range_agg(g.arrived), int8multirange()),
               coalesce(range_agg(g.declared), int8multirange())
        from (select a.producer_key, int8range(a.sequence, a.sequence, '[]') as arrived, null::int8range as declared
              from (select * from refused union all select * from late) as a
              where a.producer_key is not null and a.sequence is not null
              union all
              select l.producer_key, null, l.sequences from lost l) as g
        group by g.producer_key
        on conflict (producer_key) do update set
            sequences = known.sequences + excluded.sequences,
            declared = known.declared + excluded.declared
    )
    select (select count(*) from refused) + (select count(*) from late) + (select count(*) from lost) into deleted;
    return deleted;
end
$$;

revoke execute on function metrics.delete_expired_rejects(interval) from public;

comment on function metrics.delete_expired_rejects(interval) is
    'Deletes up to 1000 rejects, 1000 expired samples and 1000 declared losses noted longer ago than this, and returns how many'
    ' there were. Their sequences stay accounted for.';

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
        grant insert on metrics.loss, metrics.rejected, metrics.expired, metrics.unread, metrics.touched, metrics.event
            to metrics_writer;
        -- For the worker that looks for anomalies.
        grant select, insert, update on metrics.anomaly, metrics.baseline, metrics.watched to metrics_writer;
        grant select, update on metrics.watch to metrics_writer;
        -- For the live page.
        grant select on bi.host_minute, bi.sample_gap to metrics_writer;
        -- For the insights.
        grant select on bi.login_hour, bi.person to metrics_writer;
        grant execute on function metrics.ensure_partition(date), metrics.roll_up(), metrics.drop_expired(interval),
            metrics.delete_expired(interval, interval), metrics.delete_expired_events(interval, interval),
            metrics.delete_expired_rejects(interval) to metrics_writer;
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
