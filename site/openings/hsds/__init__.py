"""The public directory in the words of the Human Services Data Specification (HSDS 3.2) of Open Referral.

One service a house, and everything from what stands published (INTEROP.md 1 and 6): `directory` reads it, `told` puts
a state into their fields, `records` makes the objects, `asking` and `lists` answer questions, `profile` and `described`
say what we add, `tables` writes the same objects as a tabular data package.
"""
