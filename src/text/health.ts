import type { Bilingual } from '../core/watch/subject.ts'
import type { FaultCode, SourceName } from '../core/watch/vital-signs.ts'

/** What is wrong with the machinery, and what to do; `detail` is what the fault names. */
type Words = { title: (detail: string) => Bilingual; todo: Bilingual }

export const SOURCE_WORDS: Record<SourceName, Bilingual> = {
  activity: { zh: '跟进记录', en: 'Follow-ups' },
  deal: { zh: '商机变动', en: 'Deal changes' },
  quote: { zh: '报价', en: 'Quotes' },
  order: { zh: '订单与交货', en: 'Orders and deliveries' },
  invoice: { zh: '发票', en: 'Invoices' },
  payment: { zh: '回款', en: 'Payments' },
}

const plain = (zh: string, en: string) => () => ({ zh, en })

const WORDS: Record<FaultCode, Words> = {
  worker_silent: {
    title: plain('后台停了：没有程序在看规则', 'The background has stopped: nobody looks at the rules'),
    todo: {
      zh: '重启服务（bw start 或 bw work）；还不行就看日志最后几行。',
      en: 'Restart the service (bw start or bw work); if that does not help, read the last lines of its log.',
    },
  },
  evaluation_late: {
    title: plain('规则评估落后了', 'Evaluation has fallen behind'),
    todo: {
      zh: '可能有一次评估卡住。等两分钟；不恢复就重启后台。',
      en: 'One evaluation may be stuck. Wait two minutes, then restart the background.',
    },
  },
  canary_lost: {
    title: (detail) => ({
      zh: `自检预警没有送达${detail ? `（${detail}）` : ''}`,
      en: `The test warning did not arrive${detail ? ` (${detail})` : ''}`,
    }),
    todo: {
      zh: '从记账到发出通知的某一步坏了：真的预警也可能发不出来。看日志，并运行 bw doctor。',
      en: 'Some step between a fact and its notice is broken, for real warnings too. Read the log and run bw doctor.',
    },
  },
  rules_gone: {
    title: (detail) => ({
      zh: `没有一条规则开着（之前有 ${detail} 条）`,
      en: `No rule is on (there were ${detail})`,
    }),
    todo: { zh: '到“预警规则”打开需要的规则。', en: 'Switch on the rules you need.' },
  },
  read_only: {
    title: plain('数据库只读，什么都记不下来', 'The database is read-only: nothing can be recorded'),
    todo: {
      zh: '多半是磁盘满了，或连到了备用库。腾出空间或改回主库。',
      en: 'The disk may be full, or this is a standby. Make room, or connect to the primary.',
    },
  },
  channel_off: {
    title: (detail) => ({ zh: `通知渠道“${detail}”已停用`, en: `The channel “${detail}” is off` }),
    todo: {
      zh: '到“设置 → 通知渠道”换上新的密钥并发一条测试。',
      en: 'Give it a new key under Settings → Channels and send a test.',
    },
  },
  clock_back: {
    title: (detail) => ({ zh: `时钟不对，差 ${detail} 秒`, en: `The clock is wrong by ${detail} seconds` }),
    todo: {
      zh: '打开系统的自动对时。数据不会乱：先后次序由数据库保证。',
      en: 'Switch on time synchronisation. Data stays in order: the database sees to that.',
    },
  },
  data_stale: {
    title: (detail) => {
      const { zh, en } = SOURCE_WORDS[detail as SourceName] ?? { zh: detail, en: detail }
      return { zh: `“${zh}”五个多工作日没有新数据`, en: `${en}: nothing new for more than five working days` }
    },
    todo: {
      zh: '数据停了，相关的预警就不可信。补录或重新导入。',
      en: 'Without data the warnings that rest on it cannot be trusted. Enter or import what is missing.',
    },
  },
}

export function faultWords(code: FaultCode, detail: string): { title: Bilingual; todo: Bilingual } {
  return { title: WORDS[code].title(detail), todo: WORDS[code].todo }
}
