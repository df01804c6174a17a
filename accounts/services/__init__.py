"""Every change to people and cover: ask the policy, write, record, in one transaction.

Each raises PermissionDenied with the policy's reason, or ValidationError. `actor` is None only for the command line.
The record names people by their id and keeps no names or addresses, so that a person can be erased from it.
"""
