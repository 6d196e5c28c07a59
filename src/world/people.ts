import { addDays } from '../core/calendar.ts'
import type { Role } from '../core/permission.ts'
import { inventMobile } from './identifiers.ts'
import { eachDay, type Frame } from './pace.ts'
import type { WorldAbsence, WorldDepartment, WorldPerson } from './shapes.ts'
import type { TeamName } from './words.ts'

export const BOSS = 'luminghai'
export const LEAVER = 'chengyifan'
export const FORMER_REP = 'zhoudaguang'
export const ASSISTANT = 'pengxiaoyu'
/** Head of finance: what the company's money is about goes to her. */
export const FINANCE = 'zhangshuqin'
export const ON_LEAVE_TODAY = 'tangxiaowen'
const MAIL_DOMAIN = 'mingchuan.example'
/** Mobile numbers of the staff start here; those of contacts start at zero. */
const STAFF_PHONES = 9000
export const FORMER_REP_LEFT_DAYS_AGO = 20

type Entry = [login: string, name: string, department: string, roles: Role[], backup?: string]

const STAFF: readonly Entry[] = [
  [BOSS, '陆明海', '总经办', ['boss']],
  ['shenguodong', '沈国栋', '华东一组', ['manager']],
  ['guanyulan', '关玉岚', '华南二组', ['manager']],
  ['baizhenyu', '白振宇', '北方三组', ['manager']],
  ['xujiahui', '徐嘉慧', '华东一组', ['rep'], 'mazhiyuan'],
  ['mazhiyuan', '马致元', '华东一组', ['rep'], 'xujiahui'],
  [ON_LEAVE_TODAY, '唐晓雯', '华东一组', ['rep'], 'fanglei'],
  ['fanglei', '方磊石', '华东一组', ['rep'], ON_LEAVE_TODAY],
  ['qiuyinan', '邱一楠', '华东一组', ['rep'], 'xujiahui'],
  ['luoqingyang', '罗青阳', '华南二组', ['rep'], 'liangwanting'],
  ['liangwanting', '梁婉亭', '华南二组', ['rep'], 'luoqingyang'],
  ['huangzekai', '黄泽楷', '华南二组', ['rep'], 'fuxinran'],
  ['fuxinran', '傅欣然', '华南二组', ['rep'], 'huangzekai'],
  ['ouyangmin', '欧阳旻', '华南二组', ['rep'], 'luoqingyang'],
  ['handongsheng', '韩冬升', '北方三组', ['rep'], 'cuijiaqi'],
  ['cuijiaqi', '崔家琪', '北方三组', ['rep'], 'handongsheng'],
  [LEAVER, '程一帆', '北方三组', ['rep'], 'cuijiaqi'],
  ['duanruixue', '段瑞雪', '北方三组', ['rep'], 'jiangbohan'],
  ['jiangbohan', '蒋博涵', '北方三组', ['rep'], 'duanruixue'],
  ['yezhilan', '叶芷兰', '销售部', ['assistant'], 'pengxiaoyu'],
  [ASSISTANT, '彭小雨', '销售部', ['assistant'], 'yezhilan'],
  [FINANCE, '章淑琴', '财务部', ['finance'], 'wendehai'],
  ['wendehai', '温德海', '财务部', ['finance'], FINANCE],
  ['gulinfei', '顾林霏', '法务部', ['legal']],
  ['renkaixuan', '任凯璇', '信息部', ['admin']],
  ['shangmingli', '尚明理', '审计部', ['auditor']],
  [FORMER_REP, '周大光', '华东一组', ['rep']],
]

export const TEAMS: readonly TeamName[] = ['华东一组', '华南二组', '北方三组']
const TEAM_MANAGERS: Record<TeamName, string> = {
  华东一组: 'shenguodong',
  华南二组: 'guanyulan',
  北方三组: 'baizhenyu',
}

export function buildDepartments(): WorldDepartment[] {
  return [
    { name: '总经办', parent: null, manager: BOSS },
    { name: '销售部', parent: '总经办', manager: BOSS },
    ...TEAMS.map((team) => ({ name: team, parent: '销售部', manager: TEAM_MANAGERS[team] })),
    { name: '财务部', parent: '总经办', manager: FINANCE },
    { name: '法务部', parent: '总经办', manager: 'gulinfei' },
    { name: '信息部', parent: '总经办', manager: 'renkaixuan' },
    { name: '审计部', parent: '总经办', manager: 'shangmingli' },
  ]
}

export function buildPeople(frame: Frame): WorldPerson[] {
  return STAFF.map(([login, name, department, roles, backup], index) => ({
    login,
    name,
    staffNo: `MC${String(index + 1).padStart(4, '0')}`,
    // What colleagues write into ledgers: "老周", "小徐".
    aliases: roles.includes('rep')
      ? [`${index % 2 === 0 ? '小' : '老'}${name.slice(0, login === 'ouyangmin' ? 2 : 1)}`]
      : [],
    roles,
    department,
    phone: inventMobile(STAFF_PHONES + index),
    email: `${login}@${MAIL_DOMAIN}`,
    backup: backup ?? null,
    leftOn: login === FORMER_REP ? frame.ago(FORMER_REP_LEFT_DAYS_AGO) : null,
  }))
}

/** The fifteen reps at work, team by team. */
export function activeReps(): string[] {
  return STAFF.filter(([login, , , roles]) => roles.includes('rep') && login !== FORMER_REP).map(
    ([login]) => login,
  )
}

export function repsOf(team: TeamName): string[] {
  const reps = new Set(activeReps())
  return STAFF.filter(([login, , department]) => department === team && reps.has(login)).map(
    ([login]) => login,
  )
}

export function teamManager(login: string): string {
  const team = STAFF.find(([other]) => other === login)?.[2] as TeamName | undefined
  return (team && TEAM_MANAGERS[team]) ?? BOSS
}

/** One or two short leaves per rep and year, an occasional sick day, and one rep who is away today. */
export function buildAbsences(frame: Frame): WorldAbsence[] {
  const absences: WorldAbsence[] = []
  for (const [login, , , roles, backup] of STAFF) {
    if (!roles.includes('rep') || login === FORMER_REP) continue
    const random = frame.random(`absence/${login}`)
    for (const day of eachDay(addDays(frame.start, 30), frame.ago(30))) {
      if (!frame.pace.works(day) || !random.chance(1 / 110)) continue
      const length = random.pick([1, 1, 2, 3, 5])
      absences.push({
        user: login,
        fromDay: day,
        toDay: addDays(day, length - 1),
        backup: backup ?? null,
        reason: length === 1 ? '病假' : length === 5 ? '年休假' : '事假',
      })
    }
  }
  const away = STAFF.find(([login]) => login === ON_LEAVE_TODAY)!
  absences.push({
    user: ON_LEAVE_TODAY,
    fromDay: frame.ago(1),
    toDay: addDays(frame.today, 3),
    backup: away[4] ?? null,
    reason: '婚假',
  })
  return absences.sort((a, b) => (a.fromDay < b.fromDay ? -1 : a.fromDay > b.fromDay ? 1 : 0))
}
