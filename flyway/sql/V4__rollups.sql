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

create table bi.host_hour (
    host_id                            bigint           not null references bi.host,
    hour                               timestamptz      not null,
    date_utc                           date             not null generated always as ((hour at time zone 'UTC')::date) stored,
    sample_count                       integer          not null,
    expected_count                     integer          not null,
    missed                             integer          not null,
    lost                               integer          not null,
    completeness_percent               double precision not null generated always as
                                           (least(100, 100.0::double precision * sample_count / expected_count)) stored,
    cpu_percent_avg                    double precision,
    cpu_percent_min                    double precision,
    cpu_percent_max                    double precision,
    cpu_percent_p95                    double precision,
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
    primary key (host_id, hour)
) with (fillfactor = 80);

-- For questions about all hosts at a time.
create index host_minute_by_minute on bi.host_minute (minute);
create index host_minute_by_date on bi.host_minute (date_utc);
create index host_hour_by_hour on bi.host_hour (hour);
create index host_hour_by_date on bi.host_hour (date_utc);

comment on table bi.host_minute is
    'One row for each host and minute that has samples. The current minute is brought up to date every few seconds.';
comment on table bi.host_hour is
    'One row for each host and hour that has samples. The current hour is brought up to date every few minutes.';

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
                ('net_sent_bytes', 'Bytes sent by all real network interfaces, from the previous sample of the same process'
                                   ' within an hour on.'),
                ('net_received_bytes', 'Bytes received by all real network interfaces, from the previous sample of the same'
                                       ' process within an hour on.')) as d (name, text)
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
    '95th percentile of the samples'' CPU busy, percent of all cores: above it was the host for three minutes of the hour.';
