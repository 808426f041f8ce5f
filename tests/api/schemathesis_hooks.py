"""What OpenAPI cannot say of two parameters together: `from` lies before `to`, `hop` is not longer than `window`."""
import schemathesis

LENGTHS = ["10s", "30s", "1m", "5m", "1h"]


def is_range(query):
    start, end = query.get("from"), query.get("to")
    try:
        return start is None or end is None or int(start) < int(end)
    except (TypeError, ValueError, OverflowError):
        return True


def is_hop(query):
    hop, window = query.get("hop"), query.get("window", "10s")
    if hop not in LENGTHS or window not in LENGTHS:
        return True
    return LENGTHS.index(hop) <= LENGTHS.index(window)


@schemathesis.hook
def filter_case(context, case):
    return not isinstance(case.query, dict) or (is_range(case.query) and is_hop(case.query))
