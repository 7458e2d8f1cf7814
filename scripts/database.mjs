// Makes or drops a database: node database.mjs create|drop ADMIN_URL NAME
import pg from 'pg';

const [action, url, name] = process.argv.slice(2);
const client = new pg.Client({ connectionString: url });
await client.connect();
const quoted = client.escapeIdentifier(name);
await client.query(
  action === 'create'
    ? `create database ${quoted}`
    : `drop database if exists ${quoted} with (force)`,
);
await client.end();
