import * as imports from '../../../api/imports.ts'
import * as indicators from '../../../api/indicators.ts'
import * as files from '../../../api/list-exports.ts'
import * as notify from '../../../api/notify.ts'
import * as people from '../../../api/people.ts'
import * as quality from '../../../api/quality.ts'
import * as settings from '../../../api/settings.ts'
import * as tasks from '../../../api/tasks.ts'
import { dayOf, formatInstant } from '../../../core/calendar.ts'
import { importText } from '../../../text/web/import.ts'
import { outboxText } from '../../../text/web/outbox.ts'
import { qualityText } from '../../../text/web/quality.ts'
import { roleText } from '../../../text/web/roles.ts'
import { tasksText } from '../../../text/web/tasks.ts'
import type { App } from '../../platform/serve.ts'
import { column, drawnList } from './drawn-list.ts'
import { serveExport } from './serve-export.ts'

const STATUS = { active: '在职', inactive: '停用', imported: '仅在数据中' }
const DEFECT_STATES = { open: '待改', mended: '已改好', cleared: '已消除', dismissed: '无需修改' }
const EVERY = { day: '每天', week: '每周', month: '每月' }

/** Who works here, on what, and what the house keeps of itself. */
export function houseLists(app: App): void {
  offerTasks(app)
  offerTargets(app)
  offerPeople(app)
  offerImports(app)
  offerOutbox(app)
  offerDefects(app)
  offerIndicators(app)
}

function offerTasks(app: App): void {
  const task = tasksText.zh
  const drawn = drawnList(app, 'tasks', tasks.listTasks, {
    customer: ({ customer }) => customer?.id ?? null,
    columns: [
      column('待办', 'text', (row) => row.title, 40),
      column('类型', 'text', (row) => (row.kind === 'ask' ? task.kind_ask : '待办')),
      column('状态', 'text', (row) => task[`state_${row.state}`]),
      column('负责人', 'text', (row) => row.responsible.name),
      column('交办人', 'text', (row) => row.createdBy?.name ?? null),
      column('期限', 'day', (row) => row.dueOn),
      column('已超期', 'text', (row) => (row.isLate ? '是' : null)),
      column('客户', 'text', (row) => row.customer?.name ?? null, 30),
      column('完成日期', 'day', (row) => (row.doneAt === null ? null : dayOf(row.doneAt))),
      column('答复', 'text', (row) => row.answer, 40),
    ],
  })
  serveExport(app, files.exportTasks, 'tasks', drawn)
}

function offerTargets(app: App): void {
  const drawn = drawnList(app, 'targets', settings.listTargets, {
    columns: [
      column('姓名', 'text', (row) => row.userName),
      column('签单目标', 'money', (row) => row.bookingsTargetFen),
      column('已签单', 'money', (row) => row.bookingsFen),
      column('回款目标', 'money', (row) => row.collectionsTargetFen),
      column('已回款', 'money', (row) => row.collectionsFen),
    ],
  })
  serveExport(app, files.exportTargets, 'targets', drawn)
}

function offerPeople(app: App): void {
  const drawn = drawnList(app, 'people', people.listPeople, {
    columns: [
      column('姓名', 'text', (row) => row.name),
      column('登录名', 'text', (row) => row.login),
      column('工号', 'text', (row) => row.staffNo),
      column('部门', 'text', (row) => row.departmentName),
      column('角色', 'text', (row) => row.roles.map((role) => roleText.zh[role]).join('、')),
      column('状态', 'text', (row) => STATUS[row.status]),
      column('备份人', 'text', (row) => row.backupName),
      column('手机', 'text', (row) => row.phoneMasked),
      column('邮箱', 'text', (row) => row.email, 30),
      column('负责客户数', 'number', (row) => row.customers),
      column('未处理预警', 'number', (row) => row.openAlerts),
    ],
  })
  serveExport(app, files.exportPeople, 'people', drawn)
}

function offerImports(app: App): void {
  const drawn = drawnList(app, 'imports', imports.listImports, {
    columns: [
      column('文件', 'text', (row) => row.fileName, 40),
      column('状态', 'text', (row) => importText.zh[`state_${row.state}`]),
      column('总行数', 'number', (row) => row.rowsTotal),
      column('新增', 'number', (row) => row.counts.new),
      column('更新', 'number', (row) => row.counts.changed),
      column('相同', 'number', (row) => row.counts.same),
      column('有问题', 'number', (row) => row.counts.bad),
      column('导入人', 'text', (row) => row.actor?.name ?? null),
      column('时间', 'text', (row) => formatInstant(row.createdAt)),
    ],
  })
  serveExport(app, files.exportImports, 'imports', drawn)
}

function offerOutbox(app: App): void {
  const message = outboxText.zh
  const drawn = drawnList(app, 'outbox', notify.listOutbox, {
    customer: ({ customer }) => customer?.id ?? null,
    columns: [
      column('时间', 'text', (row) => formatInstant(row.createdAt)),
      column('渠道', 'text', (row) => row.channel.name),
      column('收件人', 'text', (row) => row.to.map(({ name }) => name).join('、'), 30),
      column('标题', 'text', (row) => row.title, 40),
      column('客户', 'text', (row) => row.customer?.name ?? null, 30),
      column('状态', 'text', (row) => message[row.state]),
      column('原因', 'text', (row) => row.reasonText, 40),
      column('发送次数', 'number', (row) => row.attempts.length),
    ],
  })
  serveExport(app, files.exportOutbox, 'outbox', drawn)
}

function offerDefects(app: App): void {
  const drawn = drawnList(app, 'quality', quality.listDefects, {
    customer: ({ customer }) => customer?.id ?? null,
    columns: [
      column('检查项', 'text', (row) => qualityText.zh[row.check], 30),
      column('记录', 'text', (row) => row.title, 40),
      column('客户', 'text', (row) => row.customer?.name ?? null, 30),
      column('谁来改', 'text', (row) => row.mender?.name ?? null),
      column('发现日期', 'day', (row) => row.firstSeenOn),
      column('期限', 'day', (row) => row.dueOn),
      column('已过期', 'text', (row) => (row.isOverdue ? '是' : null)),
      column('状态', 'text', (row) => DEFECT_STATES[row.state]),
      column('消除日期', 'day', (row) => row.endedOn),
      column('说明', 'text', (row) => row.reason, 40),
    ],
  })
  serveExport(app, files.exportDefects, 'quality', drawn)
}

function offerIndicators(app: App): void {
  const drawn = drawnList(app, 'indicators', indicators.listIndicators, {
    columns: [
      column('名称', 'text', (row) => row.nameZh, 30),
      column('单位', 'text', (row) => row.unit),
      column('频率', 'text', (row) => EVERY[row.every]),
      column('来源', 'text', (row) => row.source, 30),
      column('负责人', 'text', (row) => row.responsible.name),
      column('最新日期', 'day', (row) => row.newest?.on ?? null),
      column('最新数值', 'number', (row) => row.newest?.value ?? null),
      column('下期应到', 'day', (row) => row.next?.expectedOn ?? null),
      column('已迟到', 'text', (row) => (row.next?.isLate ? '是' : null)),
    ],
  })
  serveExport(app, files.exportIndicators, 'indicators', drawn)
}
