{{/* Names. */}}

{{- define "metrics-pipeline.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- define "metrics-pipeline.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" }}
{{- else if contains (include "metrics-pipeline.name" .) .Release.Name }}
{{- .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "metrics-pipeline.name" .) | trunc 50 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* Labels: every object has the selector labels of its component and the common ones. */}}

{{- define "metrics-pipeline.labels" -}}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: metrics-pipeline
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "metrics-pipeline.producer.selectorLabels" -}}
app.kubernetes.io/name: {{ include "metrics-pipeline.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: producer
{{- end }}

{{- define "metrics-pipeline.sink.selectorLabels" -}}
app.kubernetes.io/name: {{ include "metrics-pipeline.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: sink
{{- end }}

{{- define "metrics-pipeline.test.selectorLabels" -}}
app.kubernetes.io/name: {{ include "metrics-pipeline.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: test
{{- end }}

{{/* Images. */}}

{{- define "metrics-pipeline.producer.image" -}}
{{ .Values.producer.image.repository }}:{{ .Values.producer.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "metrics-pipeline.sink.image" -}}
{{ .Values.sink.image.repository }}:{{ .Values.sink.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "metrics-pipeline.log.env" -}}
{{- with .Values.logFormat }}
- name: LOGGING_STRUCTURED_FORMAT_CONSOLE
  value: {{ . }}
{{- end }}
{{- end }}

{{/* Kafka, as both services are told of it. Their logins are files in /etc/metrics-pipeline/secrets. */}}

{{- define "metrics-pipeline.kafka.env" -}}
- name: SPRING_KAFKA_BOOTSTRAP_SERVERS
  value: {{ .Values.kafka.bootstrapServers | quote }}
- name: SPRING_KAFKA_SECURITY_PROTOCOL
  value: {{ include "metrics-pipeline.kafka.securityProtocol" . }}
{{- if .Values.kafka.sasl.enabled }}
- name: SPRING_KAFKA_PROPERTIES_SASL_MECHANISM
  value: {{ .Values.kafka.sasl.mechanism }}
{{- end }}
{{- if and .Values.kafka.tls.enabled .Values.kafka.tls.caSecret }}
- name: SPRING_KAFKA_SSL_TRUST_STORE_TYPE
  value: PEM
- name: SPRING_KAFKA_SSL_TRUST_STORE_LOCATION
  value: file:/etc/metrics-pipeline/kafka-ca/ca.crt
{{- end }}
{{- end }}

{{- define "metrics-pipeline.kafka.securityProtocol" -}}
{{- if .Values.kafka.sasl.enabled }}
{{- ternary "SASL_SSL" "SASL_PLAINTEXT" .Values.kafka.tls.enabled }}
{{- else }}
{{- ternary "SSL" "PLAINTEXT" .Values.kafka.tls.enabled }}
{{- end }}
{{- end }}

{{- define "metrics-pipeline.kafka.volumeMount" -}}
{{- if and .Values.kafka.tls.enabled .Values.kafka.tls.caSecret }}
- name: kafka-ca
  mountPath: /etc/metrics-pipeline/kafka-ca
  readOnly: true
{{- end }}
{{- end }}

{{- define "metrics-pipeline.kafka.volume" -}}
{{- if and .Values.kafka.tls.enabled .Values.kafka.tls.caSecret }}
- name: kafka-ca
  secret:
    secretName: {{ .Values.kafka.tls.caSecret }}
    items: [{key: {{ .Values.kafka.tls.caKey | quote }}, path: ca.crt}]
{{- end }}
{{- end }}

{{/* PostgreSQL, as the sink and its migration are told of it. */}}

{{- define "metrics-pipeline.postgresql.url" -}}
jdbc:postgresql://{{ .Values.postgresql.host }}:{{ .Values.postgresql.port }}/{{ .Values.postgresql.database }}
{{- if and .Values.postgresql.tls.enabled .Values.postgresql.tls.caSecret -}}
?sslmode=verify-full&sslrootcert=/etc/metrics-pipeline/postgresql-ca/ca.crt
{{- else if .Values.postgresql.tls.enabled -}}
?sslmode=verify-full&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory
{{- end }}
{{- end }}

{{- define "metrics-pipeline.postgresql.volumeMount" -}}
{{- if and .Values.postgresql.tls.enabled .Values.postgresql.tls.caSecret }}
- name: postgresql-ca
  mountPath: /etc/metrics-pipeline/postgresql-ca
  readOnly: true
{{- end }}
{{- end }}

{{/* Health, the same question to both services. */}}

{{- define "metrics-pipeline.probes" -}}
startupProbe:
  httpGet: {path: /actuator/health/liveness, port: management}
  periodSeconds: 5
  failureThreshold: 36
livenessProbe:
  httpGet: {path: /actuator/health/liveness, port: management}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 3
readinessProbe:
  httpGet: {path: /actuator/health/readiness, port: management}
  periodSeconds: 5
  timeoutSeconds: 3
  failureThreshold: 3
{{- end }}

{{- /* Whether there is a live page: not without somebody's word on who may see it. */ -}}
{{- define "metrics-pipeline.page" -}}
{{- if or .Values.sink.page.existingSecret .Values.sink.page.insecure }}true{{ end }}
{{- end }}
