-- Run as the owner of the tables after each migration, with the name of a role that exists:
--   psql "$DATABASE_URL" --set=web=enkatnavet_web --file=regions/web_role.sql
-- The role works with all rows, and only adds to the log of what must be answered for.
GRANT USAGE ON SCHEMA public TO :"web";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"web";
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO :"web";
REVOKE UPDATE, DELETE, TRUNCATE ON regions_auditentry FROM :"web";
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM :"web";
