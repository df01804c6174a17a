from notifications.outbox import Kind

KINDS: list[Kind] = []
