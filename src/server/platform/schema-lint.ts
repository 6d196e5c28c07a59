import { APP_ROLE } from './migrate.ts'
import type { RunSql } from './postgres-check.ts'

/** What the database says about itself, as far as the tenancy fence is concerned. */
export type Catalogue = {
  tables: { name: string; rls: boolean; forced: boolean; truncatable: boolean; publicly: boolean }[]
  columns: { table: string; name: string; type: string; required: boolean }[]
  policies: {
    table: string
    name: string
    permissive: boolean
    command: string
    roles: string
    using: string | null
    check: string | null
  }[]
  views: { name: string; materialised: boolean; asInvoker: boolean; readable: boolean }[]
  functions: { name: string; definer: boolean; leakproof: boolean }[]
  foreignKeys: { table: string; name: string; columns: string[]; target: string; targetColumns: string[] }[]
  indexes: { table: string; name: string; unique: boolean; columns: string[] }[]
  role: { privileged: boolean; owns: string[]; memberOf: string[]; creates: boolean }
}

export type SchemaProblem = { rule: string; where: string }

/** A column that an as-of reading walks along, and the tables whose figures do so. */
export type Axes = Readonly<Record<string, readonly string[]>>

/**
 * The organisations' directory and the tries to sign in are read before the tenant is known; the other table
 * holds no tenant at all.
 */
const WITHOUT_TENANT = new Set(['org', 'schema_migration', 'sign_in_attempt'])
const TENANT_POLICY = '(org_id = ( SELECT app_org() AS app_org))'
const FACT_COLUMNS = ['known_at', 'recorded_at', 'voided_at']

/**
 * The fence of design §5 as rules over the catalogue; an empty list is a pass. `axes` names, per table, the
 * time columns that must have an index of their own. Each rule closes a hole that was seen open (trust §4).
 */
export function lintSchema(catalogue: Catalogue, axes: Axes = {}): SchemaProblem[] {
  return [
    ...lintTables(catalogue),
    ...lintPolicies(catalogue),
    ...lintKeys(catalogue),
    ...lintColumns(catalogue),
    ...lintFacts(catalogue, axes),
    ...lintDetours(catalogue),
    ...lintRole(catalogue),
  ]
}

function lintTables({ tables, columns }: Catalogue): SchemaProblem[] {
  return tables.flatMap((table) => {
    const problems: SchemaProblem[] = []
    if (table.publicly) problems.push({ rule: 'granted_to_public', where: table.name })
    if (table.truncatable) problems.push({ rule: 'truncate_escapes_policies', where: table.name })
    if (WITHOUT_TENANT.has(table.name)) return problems
    const org = columns.find((column) => column.table === table.name && column.name === 'org_id')
    if (org?.type !== 'uuid' || !org.required) problems.push({ rule: 'org_id_missing', where: table.name })
    if (!table.rls) problems.push({ rule: 'rls_off', where: table.name })
    if (!table.forced) problems.push({ rule: 'rls_not_forced', where: table.name })
    return problems
  })
}

/** Permissive policies are joined by OR, so a second, softer one would open the table. */
function lintPolicies({ tables, policies }: Catalogue): SchemaProblem[] {
  return tables
    .filter((table) => !WITHOUT_TENANT.has(table.name))
    .flatMap((table) => {
      const own = policies.filter((policy) => policy.table === table.name && policy.permissive)
      if (own.length === 0) return [{ rule: 'policy_missing', where: table.name }]
      return own
        .filter(
          (policy) =>
            policy.command !== '*' ||
            policy.roles !== 'public' ||
            policy.using !== TENANT_POLICY ||
            policy.check !== TENANT_POLICY,
        )
        .map((policy) => ({ rule: 'policy_not_by_org', where: `${table.name}.${policy.name}` }))
    })
}

function lintKeys({ foreignKeys, indexes }: Catalogue): SchemaProblem[] {
  const links = foreignKeys
    .filter(({ table }) => !WITHOUT_TENANT.has(table))
    .filter(({ columns, target, targetColumns }) => {
      const position = columns.indexOf('org_id')
      return position < 0 || targetColumns[position] !== (target === 'org' ? 'id' : 'org_id')
    })
    .map(({ table, name }) => ({ rule: 'foreign_key_without_org', where: `${table}.${name}` }))
  const unique = indexes
    .filter((index) => index.unique && index.columns[0] !== 'org_id' && !WITHOUT_TENANT.has(index.table))
    .map(({ table, name }) => ({ rule: 'unique_without_org', where: `${table}.${name}` }))
  return [...links, ...unique]
}

/** Money is bigint, a day is a date, an instant has milliseconds as the code has: other types round. */
function lintColumns({ columns }: Catalogue): SchemaProblem[] {
  const wanted = (name: string, table: string) => {
    if (name.endsWith('_fen')) return 'bigint'
    if (name.endsWith('_on')) return 'date'
    if (name.endsWith('_at') && table !== 'schema_migration') return 'timestamp(3) with time zone'
    return null
  }
  return columns.flatMap(({ table, name, type }) => {
    const right = wanted(name, table)
    const floats = /^(real|double precision|money)$/.test(type)
    return (right !== null && type !== right) || floats
      ? [{ rule: 'column_type', where: `${table}.${name}: ${type}` }]
      : []
  })
}

/** A table with occurred_on is a fact and says also when it was known, recorded and voided (law 2). */
function lintFacts({ tables, columns, indexes }: Catalogue, axes: Axes): SchemaProblem[] {
  const has = (table: string, name: string) =>
    columns.some((column) => column.table === table && column.name === name)
  const incomplete = tables
    .filter((table) => has(table.name, 'occurred_on'))
    .flatMap((table) =>
      FACT_COLUMNS.filter((name) => !has(table.name, name)).map((name) => ({
        rule: 'fact_incomplete',
        where: `${table.name}.${name}`,
      })),
    )
  const slow = Object.entries(axes).flatMap(([table, wanted]) =>
    wanted
      .filter(
        (axis) =>
          !indexes.some(
            (index) => index.table === table && index.columns[0] === 'org_id' && index.columns.includes(axis),
          ),
      )
      .map((axis) => ({ rule: 'axis_without_index', where: `${table}.${axis}` })),
  )
  return [...incomplete, ...slow]
}

/**
 * Ways around the policies: views that read as their owner, stored results, functions with an owner's rights.
 */
function lintDetours({ views, functions }: Catalogue): SchemaProblem[] {
  return [
    ...views
      .filter((view) => !view.materialised && !view.asInvoker)
      .map(({ name }) => ({ rule: 'view_reads_as_owner', where: name })),
    ...views
      .filter((view) => view.materialised && view.readable)
      .map(({ name }) => ({ rule: 'materialised_view_readable', where: name })),
    ...functions
      .filter(({ definer }) => definer)
      .map(({ name }) => ({ rule: 'definer_function', where: name })),
    ...functions
      .filter(({ leakproof }) => leakproof)
      .map(({ name }) => ({ rule: 'leakproof_function', where: name })),
  ]
}

function lintRole({ role }: Catalogue): SchemaProblem[] {
  return [
    ...(role.privileged ? [{ rule: 'role_privileged', where: APP_ROLE }] : []),
    ...(role.creates ? [{ rule: 'role_may_create', where: APP_ROLE }] : []),
    ...role.owns.map((where) => ({ rule: 'role_owns', where })),
    ...role.memberOf.map((where) => ({ rule: 'role_member_of', where })),
  ]
}

/** Reads the catalogue; run it as the migration role or as the application's, both see it whole. */
export async function readCatalogue(run: RunSql): Promise<Catalogue> {
  const [role] = await run(ROLE)
  return {
    tables: (await run(TABLES)) as Catalogue['tables'],
    columns: (await run(COLUMNS)) as Catalogue['columns'],
    policies: (await run(POLICIES)) as Catalogue['policies'],
    views: (await run(VIEWS)) as Catalogue['views'],
    functions: (await run(FUNCTIONS)) as Catalogue['functions'],
    foreignKeys: (await run(FOREIGN_KEYS)) as Catalogue['foreignKeys'],
    indexes: (await run(INDEXES)) as Catalogue['indexes'],
    role: role as Catalogue['role'],
  }
}

/** Business tables live in public; the job queue keeps a schema of its own and ids only. */
const TABLES = `
  select c.relname::text as name, c.relrowsecurity as rls, c.relforcerowsecurity as forced,
    has_table_privilege('${APP_ROLE}', c.oid, 'truncate') as truncatable,
    exists (select 1 from aclexplode(c.relacl) where grantee = 0) as publicly
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'f') order by 1`

const COLUMNS = `
  select c.relname::text as table, a.attname::text as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'f') order by 1, a.attnum`

const POLICIES = `
  select c.relname::text as table, p.polname::text as name, p.polpermissive as permissive, p.polcmd::text as command,
    case when p.polroles = '{0}' then 'public' else p.polroles::regrole[]::text end as roles,
    pg_get_expr(p.polqual, p.polrelid) as using, pg_get_expr(p.polwithcheck, p.polrelid) as check
  from pg_policy p join pg_class c on c.oid = p.polrelid order by 1, 2`

const OWN_SCHEMA = `n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'`

const VIEWS = `
  select c.oid::regclass::text as name, c.relkind = 'm' as materialised,
    coalesce('security_invoker=true' = any(c.reloptions) or 'security_invoker=on' = any(c.reloptions), false) as "asInvoker",
    has_table_privilege('${APP_ROLE}', c.oid, 'select') as readable
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('v', 'm') and ${OWN_SCHEMA} order by 1`

const FUNCTIONS = `
  select p.oid::regprocedure::text as name, p.prosecdef as definer, p.proleakproof as leakproof
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where ${OWN_SCHEMA} and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e') order by 1`

const FOREIGN_KEYS = `
  select c.conrelid::regclass::text as table, c.conname::text as name, t.relname::text as target,
    (select array_agg(a.attname::text order by k.n) from unnest(c.conkey) with ordinality k (attnum, n)
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum) as columns,
    (select array_agg(a.attname::text order by k.n) from unnest(c.confkey) with ordinality k (attnum, n)
      join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.attnum) as "targetColumns"
  from pg_constraint c join pg_class t on t.oid = c.confrelid
  where c.contype = 'f' and c.connamespace = 'public'::regnamespace order by 1, 2`

const INDEXES = `
  select t.relname::text as table, i.relname::text as name, x.indisunique as unique,
    (select array_agg(coalesce(a.attname::text, '') order by k.n) from unnest(x.indkey::int2[]) with ordinality k (attnum, n)
      left join pg_attribute a on a.attrelid = x.indrelid and a.attnum = k.attnum and k.attnum > 0) as columns
  from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
  where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p') order by 1, 2`

const ROLE = `
  select r.rolsuper or r.rolbypassrls or r.rolcreatedb or r.rolcreaterole or r.rolreplication as privileged,
    has_schema_privilege(r.oid, 'public', 'create') as creates,
    coalesce((select array_agg(distinct pg_describe_object(s.classid, s.objid, 0)) from pg_shdepend s
      where s.refobjid = r.oid and s.deptype = 'o' and s.dbid = (select oid from pg_database where datname = current_database())), '{}') as owns,
    coalesce((select array_agg(g.rolname::text) from pg_auth_members m join pg_roles g on g.oid = m.roleid where m.member = r.oid), '{}') as "memberOf"
  from pg_roles r where r.rolname = '${APP_ROLE}'`
