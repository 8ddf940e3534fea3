"""What a process counts, for Prometheus; no label ever holds personal data."""

from prometheus_client import Counter, Gauge, Histogram

RPC_SECONDS = Histogram(
    "vinhdanh_rpc_seconds", "Duration of requests", ["service", "method"], buckets=(0.005, 0.02, 0.1, 0.5, 2, 10)
)
RPC_REFUSALS = Counter("vinhdanh_rpc_refusals_total", "Refused requests by code", ["service", "method", "code"])
LOG_LENGTH = Gauge("vinhdanh_log_position", "Position of the last recorded event", ["service"])
OUTBOX_LAG = Gauge("vinhdanh_outbox_lag_events", "Recorded and not yet published", ["service"])
FOLLOWER_POSITION = Gauge("vinhdanh_follower_position", "How far a follower has read", ["service", "stream"])
FOLLOWER_PARKED = Gauge("vinhdanh_follower_parked", "1 where a follower stopped at an event", ["service", "stream"])
