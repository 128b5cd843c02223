-- Schema metrics (made by Flyway, it holds the history) keeps the facts as they arrived; schema bi is what people see.
create schema if not exists bi;

create table bi.host (
    host_id       bigint      not null primary key,
    host          text        not null unique,
    display_name  text,
    first_seen_at timestamptz not null default now()
);

comment on schema bi is 'Everything meant for analysts and BI tools.';
comment on table bi.host is 'Every host that ever sent a sample: the one host dimension.';
comment on column bi.host.host_id is 'First 63 bits of the SHA-256 of the host name: the same in every database.';
comment on column bi.host.host is 'Name that the host reports; never changes.';
comment on column bi.host.display_name is 'Name to show instead, if somebody gave one.';
comment on column bi.host.first_seen_at is 'When the first sample of this host was stored.';

create table metrics.producer (
    producer_key  bigint      not null primary key,
    producer_id   uuid        not null unique,
    host_id       bigint      not null references bi.host,
    first_seen_at timestamptz not null default now()
);

comment on table metrics.producer is 'Every process that ever sampled a host; a restart is a new producer.';
comment on column metrics.producer.producer_key is 'First 63 bits of the SHA-256 of the producerId in lower-case text.';

create table metrics.producer_progress (
    producer_key       bigint  not null primary key references metrics.producer,
    acknowledged_below bigint  not null,
    closed             boolean not null
);

comment on table metrics.producer_progress is
    'The newest statement of each producer: every sequence below acknowledged_below is in Kafka or a declared loss. '
    'Closed: no more will come.';

-- The key is the identity of a sample (producer, sequence) behind what people ask by (host, time): one index for both.
-- No foreign keys: they make COPY three to four times slower. No default partition: a day that it held rows of could
-- never be made.
create table metrics.host_sample (
    host_id                           bigint           not null,
    sampled_at                        timestamptz      not null,
    producer_key                      bigint           not null,
    sequence                          bigint           not null,
    booted_at                         timestamptz,
    cpu_usage_percent                 double precision,
    cpu_interrupts                    bigint,
    cpu_interrupts_per_second         double precision,
    cpu_context_switches              bigint,
    cpu_context_switches_per_second   double precision,
    cpu_system_calls                  bigint,
    memory_usage_percent              double precision,
    memory_used_bytes                 bigint,
    memory_free_bytes                 bigint,
    network_sent_bytes                bigint,
    network_sent_bytes_per_second     double precision,
    network_received_bytes            bigint,
    network_received_bytes_per_second double precision,
    disk_usage_percent                double precision,
    missed_ticks                      bigint,
    stored_at                         timestamptz      not null default now(),
    interval_millis                   integer          not null,
    primary key (host_id, sampled_at, producer_key, sequence)
) partition by range (sampled_at);

comment on table metrics.host_sample is 'One row for each sample, partitioned by UTC day of sampled_at.';

create table metrics.loss (
    producer_key  bigint      not null references metrics.producer,
    from_sequence bigint      not null,
    to_sequence   bigint      not null,
    reason        text        not null,
    declared_at   timestamptz not null default now(),
    primary key (producer_key, from_sequence, to_sequence, reason)
);

comment on table metrics.loss is
    'Ranges of samples (both ends included) that a producer took and says may be lost. A row of host_sample wins.';

create table metrics.rejected (
    topic_id          uuid        not null,
    partition         integer     not null,
    record_offset     bigint      not null,
    reason            text        not null,
    detail            text        not null,
    producer_key      bigint,
    sequence          bigint,
    record_written_at timestamptz not null,
    rejected_at       timestamptz not null default now(),
    primary key (topic_id, partition, record_offset)
);

create index rejected_by_producer on metrics.rejected (producer_key, sequence);

comment on table metrics.rejected is
    'Records that are no sample; their bytes are in the dead-letter topic. Producer and sequence where readable.';

create table metrics.expired (
    producer_key bigint      not null,
    sequence     bigint      not null,
    sampled_at   timestamptz not null,
    primary key (producer_key, sequence)
);

comment on table metrics.expired is 'Valid samples that reached the sink only after the retention of raw samples.';

-- Makes the partition of one UTC day unless it is there. LIKE and ATTACH instead of CREATE ... PARTITION OF, which
-- would lock out readers and writers of the whole table. The caller retries when the short lock time-out strikes.
create function metrics.ensure_partition(day date) returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, pg_temp
    set lock_timeout = '200ms'
as $$
declare
    name text := 'host_sample_' || to_char(day, 'YYYYMMDD');
begin
    perform pg_advisory_xact_lock(hashtextextended('metrics.ensure_partition', 0));
    if exists (select from pg_inherits
               where inhparent = 'metrics.host_sample'::regclass
                 and inhrelid = to_regclass('metrics.' || name)) then
        return;
    end if;
    execute format('create table metrics.%I (like metrics.host_sample including defaults including constraints)', name);
    execute format('alter table metrics.host_sample attach partition metrics.%I for values from (%L) to (%L)',
                   name, day::timestamp at time zone 'UTC', (day + 1)::timestamp at time zone 'UTC');
end
$$;

revoke execute on function metrics.ensure_partition(date) from public;

comment on function metrics.ensure_partition(date) is 'Makes the host_sample partition of this UTC day unless it is there.';

create view bi.performance as
select s.sampled_at             as "time",
       s.cpu_usage_percent      as cpu_usage,
       s.memory_usage_percent   as memory_usage,
       s.cpu_interrupts         as cpu_interrupts,
       s.cpu_system_calls       as cpu_calls,
       s.memory_used_bytes      as memory_used,
       s.memory_free_bytes      as memory_free,
       s.network_sent_bytes     as bytes_sent,
       s.network_received_bytes as bytes_received,
       s.disk_usage_percent     as disk_usage
from metrics.host_sample s
where s.host_id = (select h.host_id
                   from bi.host h
                   where h.host = coalesce(nullif(current_setting('bi.host', true), ''), h.host)
                   order by h.first_seen_at, h.host_id
                   limit 1);

comment on view bi.performance is
    'The classic ten columns, raw samples of one host: the one named by "set bi.host = ''name''", otherwise the first one seen.';
comment on column bi.performance."time" is 'When the sample was taken.';
comment on column bi.performance.cpu_usage is 'CPU busy since the previous sample, percent of all cores.';
comment on column bi.performance.memory_usage is 'Memory in use, percent.';
comment on column bi.performance.cpu_interrupts is 'Interrupts since boot.';
comment on column bi.performance.cpu_calls is 'System calls since boot; null where the system does not count them (Linux).';
comment on column bi.performance.memory_used is 'Memory in use, bytes.';
comment on column bi.performance.memory_free is 'Memory available without swapping, bytes.';
comment on column bi.performance.bytes_sent is 'Bytes sent by all real network interfaces since boot.';
comment on column bi.performance.bytes_received is 'Bytes received by all real network interfaces since boot.';
comment on column bi.performance.disk_usage is 'Space in use on the watched file system, percent.';

create view bi.sample_gap as
select h.host,
       p.producer_id::text     as producer_id,
       lower(gap)              as from_sequence,
       upper(gap) - 1          as to_sequence,
       upper(gap) - lower(gap) as samples
from metrics.producer_progress g
join metrics.producer p using (producer_key)
join bi.host h using (host_id)
cross join lateral (
    select coalesce(range_agg(sequences), int8multirange()) as sequences
    from (
        select int8range(s.sequence, s.sequence, '[]') as sequences
        from metrics.host_sample s
        where s.host_id = p.host_id and s.producer_key = p.producer_key
        union all
        select int8range(r.sequence, r.sequence, '[]')
        from metrics.rejected r
        where r.producer_key = p.producer_key and r.sequence is not null
        union all
        select int8range(e.sequence, e.sequence, '[]') from metrics.expired e where e.producer_key = p.producer_key
        union all
        select int8range(l.from_sequence, l.to_sequence, '[]') from metrics.loss l where l.producer_key = p.producer_key
    ) as accounted
) as covered
cross join lateral unnest(int8multirange(int8range(0, g.acknowledged_below)) - covered.sequences) as gap;

comment on view bi.sample_gap is
    'Samples that should be here and are not: acknowledged by Kafka, yet neither stored, rejected, expired nor declared lost. '
    'Empty unless something is wrong.';
comment on column bi.sample_gap.host is 'Host that was sampled.';
comment on column bi.sample_gap.producer_id is 'Process that took the samples.';
comment on column bi.sample_gap.from_sequence is 'First missing sequence.';
comment on column bi.sample_gap.to_sequence is 'Last missing sequence.';
comment on column bi.sample_gap.samples is 'How many are missing.';
