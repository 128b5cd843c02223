-- What analysts read beside the rollups: the raw samples under readable names, and how well the pipeline works.
-- No column computed from sampled_at: what filters by one reads every day there is.
create view bi.sample as
select s.host_id,
       h.host,
       s.sampled_at,
       s.stored_at,
       s.interval_millis,
       s.cpu_usage_percent                 as cpu_percent,
       s.memory_usage_percent              as memory_percent,
       s.memory_used_bytes,
       s.memory_free_bytes,
       s.disk_usage_percent                as disk_percent,
       s.network_sent_bytes_per_second     as net_sent_bytes_per_second,
       s.network_received_bytes_per_second as net_received_bytes_per_second,
       s.cpu_interrupts_per_second         as interrupts_per_second,
       s.cpu_context_switches_per_second   as context_switches_per_second,
       s.network_sent_bytes                as net_sent_bytes_since_boot,
       s.network_received_bytes            as net_received_bytes_since_boot,
       s.cpu_interrupts                    as interrupts_since_boot,
       s.cpu_context_switches              as context_switches_since_boot,
       s.cpu_system_calls                  as system_calls_since_boot,
       s.booted_at
from metrics.host_sample s
join bi.host h using (host_id);

create view bi.sample_last_24_hours as
select * from bi.sample s where s.sampled_at >= now() - interval '24 hours';

-- One look into the newest end of the key for each host, where DISTINCT ON would read every sample.
create view bi.sample_newest as
select h.host_id,
       h.host,
       s.sampled_at,
       extract(epoch from now() - s.sampled_at)::double precision as seconds_ago,
       s.cpu_percent,
       s.memory_percent,
       s.memory_used_bytes,
       s.memory_free_bytes,
       s.disk_percent,
       s.net_sent_bytes_per_second,
       s.net_received_bytes_per_second,
       s.interrupts_per_second,
       s.context_switches_per_second,
       s.booted_at
from bi.host h
left join lateral (
    select * from bi.sample o where o.host_id = h.host_id order by o.sampled_at desc limit 1
) as s on true;

create view bi.sample_loss as
select h.host,
       p.producer_id::text               as producer_id,
       l.from_sequence,
       l.to_sequence,
       l.to_sequence - l.from_sequence + 1 as samples,
       coalesce((select sum(upper(a.sequences) - lower(a.sequences))
                 from unnest(int8multirange(int8range(l.from_sequence, l.to_sequence, '[]')) * c.sequences) as a (sequences)),
                0)::bigint               as arrived,
       l.reason,
       l.declared_at
from metrics.loss l
join metrics.producer p using (producer_key)
join bi.host h using (host_id)
left join metrics.covered c using (producer_key);

-- Minute by minute, so that whoever asks for one hour reads that hour alone.
create view bi.latency_by_minute as
select h.host_id,
       h.host,
       m.minute,
       l.sample_count,
       l.latency_seconds_avg,
       l.latency_seconds_p95,
       l.latency_seconds_max
from generate_series(date_trunc('minute', now() - interval '24 hours', 'UTC'), now(), interval '1 minute') as m (minute)
cross join bi.host h
cross join lateral (
    select count(*)                                                as sample_count,
           avg(t.seconds)                                          as latency_seconds_avg,
           percentile_cont(0.95) within group (order by t.seconds) as latency_seconds_p95,
           max(t.seconds)                                          as latency_seconds_max
    from (select extract(epoch from s.stored_at - s.sampled_at)::double precision as seconds
          from metrics.host_sample s
          where s.host_id = h.host_id and s.sampled_at >= m.minute and s.sampled_at < m.minute + interval '1 minute') as t
    having count(*) > 0
) as l;

create view bi.reject_by_reason as
select (r.rejected_at at time zone 'UTC')::date as date_utc,
       r.reason,
       count(*)           as records,
       min(r.rejected_at) as first_rejected_at,
       max(r.rejected_at) as last_rejected_at
from metrics.rejected r
group by 1, 2;

comment on view bi.sample is
    'Every raw sample that is kept (15 days unless set otherwise). Ask for a host and a range of sampled_at: only the days in it'
    ' are read.';
comment on view bi.sample_last_24_hours is 'The raw samples of the last 24 hours.';
comment on view bi.sample_newest is 'The newest sample of each host; nulls for a host whose raw samples have all expired.';
comment on column bi.sample_newest.seconds_ago is 'How long ago the sample was taken, seconds.';

-- The same words for the columns that several have.
do $$
declare
    described record;
begin
    for described in
        select a.attrelid::regclass as relation, a.attname as name, d.text
        from (values
            ('host_id', 'Host that was sampled.'),
            ('host', 'Name that the host reports.'),
            ('sampled_at', 'When the sample was taken.'),
            ('stored_at', 'When the sample was stored here.'),
            ('interval_millis', 'Nominal time between samples, milliseconds.'),
            ('cpu_percent', 'CPU busy since the previous sample, percent of all cores.'),
            ('memory_percent', 'Memory in use, percent.'),
            ('memory_used_bytes', 'Memory in use, bytes.'),
            ('memory_free_bytes', 'Memory available without swapping, bytes.'),
            ('disk_percent', 'Space in use on the watched file system, percent.'),
            ('net_sent_bytes_per_second', 'Bytes sent a second by all real network interfaces; null where there is no previous'
                                          ' sample to compare with.'),
            ('net_received_bytes_per_second', 'Bytes received a second by all real network interfaces; null where there is no'
                                              ' previous sample to compare with.'),
            ('interrupts_per_second', 'Interrupts a second; null where there is no previous sample to compare with.'),
            ('context_switches_per_second', 'Context switches a second; null where there is no previous sample to compare'
                                            ' with.'),
            ('net_sent_bytes_since_boot', 'Bytes sent by all real network interfaces since boot.'),
            ('net_received_bytes_since_boot', 'Bytes received by all real network interfaces since boot.'),
            ('interrupts_since_boot', 'Interrupts since boot.'),
            ('context_switches_since_boot', 'Context switches since boot.'),
            ('system_calls_since_boot', 'System calls since boot; null where the system does not count them (Linux).'),
            ('booted_at', 'When the host was booted.')) as d (name, text)
        join pg_attribute a on a.attname = d.name
        where a.attrelid in ('bi.sample'::regclass, 'bi.sample_last_24_hours'::regclass, 'bi.sample_newest'::regclass)
    loop
        execute format('comment on column %s.%I is %L', described.relation, described.name, described.text);
    end loop;
end
$$;

comment on view bi.sample_loss is
    'Samples that a producer took and declared lost, as when its spool was full. Some arrive all the same.';
comment on column bi.sample_loss.host is 'Host that was sampled.';
comment on column bi.sample_loss.producer_id is 'Process that took the samples.';
comment on column bi.sample_loss.from_sequence is 'First sequence of the range.';
comment on column bi.sample_loss.to_sequence is 'Last sequence of the range.';
comment on column bi.sample_loss.samples is 'How many were declared lost.';
comment on column bi.sample_loss.arrived is 'How many of them are known to have arrived all the same.';
comment on column bi.sample_loss.reason is 'Why, in the producer''s word.';
comment on column bi.sample_loss.declared_at is 'When the declaration was stored here.';

comment on view bi.latency_by_minute is
    'How long samples took from being taken to being stored, by host and minute of the last 24 hours. The clocks are the host''s'
    ' and the database''s.';
comment on column bi.latency_by_minute.host_id is 'Host that was sampled.';
comment on column bi.latency_by_minute.host is 'Name that the host reports.';
comment on column bi.latency_by_minute.minute is 'Start of the minute in which the samples were taken.';
comment on column bi.latency_by_minute.sample_count is 'How many samples there are.';
comment on column bi.latency_by_minute.latency_seconds_avg is 'Mean latency, seconds.';
comment on column bi.latency_by_minute.latency_seconds_p95 is '95th percentile of the latencies, seconds.';
comment on column bi.latency_by_minute.latency_seconds_max is 'Highest latency, seconds.';

comment on view bi.reject_by_reason is
    'Records of Kafka that are no sample, by the day of their rejection. Their bytes are in the dead-letter topic.';
comment on column bi.reject_by_reason.date_utc is 'Day in UTC of the rejection.';
comment on column bi.reject_by_reason.reason is 'What is wrong with the records.';
comment on column bi.reject_by_reason.records is 'How many were rejected.';
comment on column bi.reject_by_reason.first_rejected_at is 'When the first one of the day was rejected.';
comment on column bi.reject_by_reason.last_rejected_at is 'When the last one of the day was rejected.';

-- Default privileges hold for what their own owner makes: this is for the case that another one migrates.
do $$ begin perform metrics.grant_roles(); end $$;
