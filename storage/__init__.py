"""What is kept: one file per noun, with its table and its queries, on SQLite or PostgreSQL.

`database.Database` hands out transactions, `migrate.upgrade` brings a database to this version, and the
nouns are small classes over it. What LangGraph remembers stands apart, in `checkpoints`.
"""
