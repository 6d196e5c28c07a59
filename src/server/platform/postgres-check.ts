/** Runs one SQL statement and gives its rows; a pool, a client or a Kysely executor fits in one line. */
export type RunSql = (sql: string) => Promise<Record<string, unknown>[]>

export type PostgresProblem = { check: string; found: string; remedy: string }

/** The versions the tests run against. */
const MAJORS = [17, 18]

/**
 * Looks whether this PostgreSQL can carry the application; an empty list is a pass. Run it as the role the
 * application logs in as, embedded and external alike: what it finds is silent otherwise (search that finds
 * nothing, tenants that see each other, commits that a power cut undoes).
 */
export async function checkPostgres(run: RunSql): Promise<PostgresProblem[]> {
  const problems: PostgresProblem[] = []
  for (const { check, sql, passes, remedy } of CHECKS) {
    let found: string
    try {
      found = String(Object.values((await run(sql))[0] ?? {})[0])
    } catch (error) {
      found = (error as Error).message
    }
    if (!passes(found)) problems.push({ check, found, remedy })
  }
  return problems
}

const CHECKS: { check: string; sql: string; passes: (found: string) => boolean; remedy: string }[] = [
  {
    check: 'server version',
    sql: `select current_setting('server_version_num')`,
    passes: (found) => MAJORS.includes(Math.floor(Number(found) / 10_000)),
    remedy: `Use PostgreSQL ${MAJORS.join(' or ')}.`,
  },
  {
    check: 'encoding',
    sql: `select current_setting('server_encoding')`,
    passes: (found) => found === 'UTF8',
    remedy: 'Create the database with ENCODING UTF8.',
  },
  {
    check: 'Chinese trigrams',
    sql: `select coalesce(array_length(show_trgm('风向'), 1), 0)`,
    passes: (found) => Number(found) > 0,
    remedy: 'Install pg_trgm and create the database with LC_CTYPE C.UTF-8: under C it ignores Chinese.',
  },
  {
    check: 'Chinese collation',
    sql: `select count(*) from pg_collation where collname = 'zh-x-icu'`,
    passes: (found) => Number(found) > 0,
    remedy: 'Use a PostgreSQL built with ICU.',
  },
  {
    check: 'durability',
    sql: `select current_setting('fsync') || '/' || current_setting('full_page_writes')`,
    passes: (found) => found === 'on/on',
    remedy: 'Switch fsync and full_page_writes on.',
  },
  {
    check: 'application role',
    sql: `select rolname || case when rolsuper then ' superuser' else '' end
            || case when rolbypassrls then ' bypassrls' else '' end
          from pg_roles where rolname = session_user`,
    passes: (found) => !/ (superuser|bypassrls)/.test(found),
    remedy:
      'Log in as a role that is neither superuser nor BYPASSRLS: row-level security does not bind those.',
  },
]
