import { pastedRows } from '../import/pasted-rows.ts'
import type { Role } from '../permission.ts'

export type PastedPerson = {
  name: string
  department: string | null
  roles: Role[]
  staffNo: string | null
  phone: string | null
  email: string | null
  login: string | null
}

type Column = 'name' | 'department' | 'roles' | 'staffNo' | 'phone' | 'email' | 'login'

export type PeopleProblem = {
  line: number
  code: 'name_missing' | 'role_unknown' | 'name_twice' | 'too_many'
  text: string
}

/** More people than the product is made for are a wrong paste. */
export const PEOPLE_MAX = 300

const HEADERS: Record<Column, RegExp> = {
  name: /^(姓名|名字|员工|人员|name)$/i,
  department: /^(部门|团队|组|大区|所属部门|department|team)$/i,
  roles: /^(角色|岗位|职务|职位|role|roles|position|title)$/i,
  staffNo: /^(工号|编号|员工编号|staff ?no\.?|employee ?id)$/i,
  phone: /^(手机|手机号|电话|联系电话|phone|mobile)$/i,
  email: /^(邮箱|邮件|电子邮箱|e-?mail)$/i,
  login: /^(账号|帐号|用户名|登录名|login|account|user ?name)$/i,
}
/** Without a header row the columns are expected in this order. */
const ORDER: readonly Column[] = ['name', 'department', 'roles', 'phone', 'email']

/** The first that fits counts: 销售内勤 is no salesperson, 财务经理 is finance, 销售经理 leads a team. */
const ROLE_WORDS: readonly (readonly [RegExp, Role])[] = [
  [/内勤|跟单|助理|文员|assistant/i, 'assistant'],
  [/财务|会计|出纳|应收|finance|account(ant|ing)/i, 'finance'],
  [/法务|律师|legal|counsel/i, 'legal'],
  [/审计|稽核|audit/i, 'auditor'],
  [/老板|总经理|董事长|总裁|ceo|owner|boss/i, 'boss'],
  [/管理员|信息|网管|it\b|admin/i, 'admin'],
  [/主管|经理|总监|组长|manager|lead|head|director/i, 'manager'],
  [/业务|销售|客户代表|外勤|sales|rep\b/i, 'rep'],
]

/**
 * People as copied out of a spreadsheet (tabs) or a CSV (commas): with a header row in any order, or without
 * one as name, department, role, phone, e-mail. A missing role is a salesperson; several are parted by 、or /.
 * What cannot be told is a problem with its line, never a guess.
 */
export function readPeopleTable(text: string): { people: PastedPerson[]; problems: PeopleProblem[] } {
  const lines = pastedRows(text)
  const header = headerOf(lines[0]?.cells ?? [])
  const columns = header ?? ORDER
  const rows = header ? lines.slice(1) : lines
  const people: PastedPerson[] = []
  const problems: PeopleProblem[] = []
  const seen = new Set<string>()
  for (const { number, cells } of rows) {
    const person = personOf(columns, cells)
    const key = person.staffNo ?? person.login ?? person.name
    if (person.name === '') problems.push({ line: number, code: 'name_missing', text: cells.join(' ') })
    else if (person.roles === null) {
      problems.push({ line: number, code: 'role_unknown', text: person.roleText })
    } else if (seen.has(key)) problems.push({ line: number, code: 'name_twice', text: person.name })
    else {
      seen.add(key)
      const { roleText: _text, ...rest } = person
      people.push({ ...rest, roles: person.roles })
    }
  }
  if (people.length > PEOPLE_MAX) {
    problems.push({ line: rows[PEOPLE_MAX]!.number, code: 'too_many', text: String(people.length) })
  }
  return { people, problems }
}

/** Null: the first row is a person already. Columns nobody knows are left out. */
function headerOf(cells: readonly string[]): (Column | null)[] | null {
  const columns = cells.map(
    (cell) => (Object.keys(HEADERS) as Column[]).find((column) => HEADERS[column].test(cell)) ?? null,
  )
  return columns.includes('name') ? columns : null
}

type Read = Omit<PastedPerson, 'roles'> & { roles: Role[] | null; roleText: string }

function personOf(columns: readonly (Column | null)[], cells: readonly string[]): Read {
  const cell = (column: Column): string => cells[columns.indexOf(column)] ?? ''
  const orNull = (column: Column): string | null => cell(column) || null
  return {
    name: cell('name'),
    department: orNull('department'),
    roles: rolesOf(cell('roles')),
    roleText: cell('roles'),
    staffNo: orNull('staffNo'),
    phone: orNull('phone'),
    email: orNull('email'),
    login: orNull('login'),
  }
}

/** Null: a word nobody knows. */
export function rolesOf(text: string): Role[] | null {
  const words = text.split(/[、/;；+＋&]/).flatMap((word) => (word.trim() === '' ? [] : [word.trim()]))
  if (words.length === 0) return ['rep']
  const roles = words.map((word) => ROLE_WORDS.find(([pattern]) => pattern.test(word))?.[1])
  if (roles.includes(undefined)) return null
  return [...new Set(roles as Role[])]
}
