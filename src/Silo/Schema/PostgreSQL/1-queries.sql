-- The statements that Orleans' ADO.NET providers send: they read them from this table, whose name and columns they prescribe. Everything else is
-- ours. Each statement begins with a comment that says so, and one that does not is never replaced.
CREATE TABLE IF NOT EXISTS OrleansQuery
(
    QueryKey varchar(64) PRIMARY KEY,
    QueryText varchar(8000) NOT NULL
);

DO $$
BEGIN
    IF EXISTS (SELECT FROM OrleansQuery WHERE QueryText NOT LIKE '-- OrleansStream%') THEN
        RAISE EXCEPTION 'another Orleans application keeps its statements here; use a database or a schema (Search Path) of its own';
    END IF;
END
$$;
