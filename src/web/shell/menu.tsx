import {
  AlertOutlined,
  ApartmentOutlined,
  AreaChartOutlined,
  AuditOutlined,
  BankOutlined,
  BookOutlined,
  CarOutlined,
  CheckSquareOutlined,
  CloudUploadOutlined,
  CoffeeOutlined,
  CompassOutlined,
  ControlOutlined,
  DollarOutlined,
  ExportOutlined,
  FileProtectOutlined,
  FileSearchOutlined,
  FrownOutlined,
  FundOutlined,
  HeartOutlined,
  HomeOutlined,
  LineChartOutlined,
  MoneyCollectOutlined,
  PartitionOutlined,
  PhoneOutlined,
  ProjectOutlined,
  ReadOutlined,
  RollbackOutlined,
  SafetyCertificateOutlined,
  SendOutlined,
  SettingOutlined,
  ShoppingOutlined,
  SolutionOutlined,
  TagOutlined,
  TagsOutlined,
  TeamOutlined,
  TrophyOutlined,
  UserOutlined,
  WalletOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import type { Permission } from '../../core/permission.ts'
import type { shellText } from '../../text/web/shell.ts'
import { paths } from '../paths.ts'

type Word = keyof (typeof shellText)['zh']
export type Entry = { href: string; word: Word; icon: ReactNode; needs?: Permission[] }
/** `folds`: what is opened now and then stands behind its heading where the menu is long. */
export type Group = { word: Word; entries: Entry[]; folds?: true }

/** The whole menu; each person sees the entries that one of their roles may open. */
const GROUPS: Group[] = [
  {
    word: 'groupDaily',
    entries: [
      { href: paths.workbench(), word: 'workbench', icon: <HomeOutlined /> },
      { href: paths.brief(), word: 'brief', icon: <CoffeeOutlined />, needs: ['customer.assign'] },
      {
        href: paths.team(),
        word: 'team',
        icon: <ApartmentOutlined />,
        needs: ['customer.assign', 'audit.read'],
      },
      { href: paths.scores(), word: 'scores', icon: <TrophyOutlined />, needs: ['score.read'] },
      { href: paths.alerts(), word: 'alerts', icon: <AlertOutlined />, needs: ['alert.read'] },
      { href: paths.tasks(), word: 'tasks', icon: <CheckSquareOutlined />, needs: ['task.read'] },
      { href: paths.meetings(), word: 'meetings', icon: <ProjectOutlined />, needs: ['task.read'] },
      { href: paths.approvals(), word: 'approvals', icon: <AuditOutlined />, needs: ['approval.read'] },
    ],
  },
  {
    word: 'groupSales',
    entries: [
      { href: paths.customers(), word: 'customers', icon: <TeamOutlined />, needs: ['customer.read'] },
      { href: paths.deals(), word: 'deals', icon: <FundOutlined />, needs: ['deal.read'] },
      { href: paths.complaints(), word: 'complaints', icon: <FrownOutlined />, needs: ['customer.read'] },
      { href: paths.quotes(), word: 'quotes', icon: <TagOutlined />, needs: ['quote.read'] },
      { href: paths.prices(), word: 'prices', icon: <TagsOutlined />, needs: ['price.read'] },
      { href: paths.orders(), word: 'orders', icon: <ShoppingOutlined />, needs: ['order.read'] },
      { href: paths.notes(), word: 'notes', icon: <CarOutlined />, needs: ['order.read'] },
      { href: paths.contracts(), word: 'contracts', icon: <FileProtectOutlined />, needs: ['contract.read'] },
    ],
  },
  {
    word: 'groupMoney',
    entries: [
      {
        href: paths.receivables(),
        word: 'receivables',
        icon: <MoneyCollectOutlined />,
        needs: ['receivable.read'],
      },
      {
        href: paths.allowances(),
        word: 'allowances',
        icon: <RollbackOutlined />,
        needs: ['receivable.read'],
      },
      {
        href: paths.cash(),
        word: 'cash',
        icon: <WalletOutlined />,
        needs: ['cash.read'],
      },
      {
        href: paths.credit(),
        word: 'credit',
        icon: <SafetyCertificateOutlined />,
        needs: ['credit.read'],
      },
      { href: paths.rates(), word: 'rates', icon: <DollarOutlined />, needs: ['rate.write'] },
    ],
  },
  {
    word: 'groupWarning',
    folds: true,
    entries: [
      { href: paths.rules(), word: 'rules', icon: <ControlOutlined />, needs: ['rule.read'] },
      { href: paths.figures(), word: 'figures', icon: <AreaChartOutlined />, needs: ['metric.read'] },
      { href: paths.indicators(), word: 'indicators', icon: <LineChartOutlined />, needs: ['metric.read'] },
      { href: paths.cases(), word: 'cases', icon: <BookOutlined />, needs: ['alert.read'] },
      { href: paths.emergency(), word: 'emergency', icon: <PhoneOutlined />, needs: ['alert.read'] },
    ],
  },
  {
    word: 'groupLearn',
    folds: true,
    entries: [
      { href: paths.duties(), word: 'duties', icon: <PartitionOutlined />, needs: ['flow.read'] },
      { href: paths.knowledge(), word: 'knowledge', icon: <ReadOutlined />, needs: ['article.read'] },
      {
        href: paths.onboarding(),
        word: 'onboarding',
        icon: <CompassOutlined />,
        needs: ['customer.assign', 'person.write', 'audit.read'],
      },
    ],
  },
  {
    word: 'groupData',
    folds: true,
    entries: [
      { href: paths.quality(), word: 'quality', icon: <FileSearchOutlined />, needs: ['quality.read'] },
      { href: paths.imports(), word: 'imports', icon: <CloudUploadOutlined />, needs: ['import.run'] },
      { href: paths.exports(), word: 'exports', icon: <ExportOutlined />, needs: ['export.run'] },
      { href: paths.checkUp(), word: 'checkUp', icon: <SolutionOutlined />, needs: ['import.run'] },
    ],
  },
  {
    word: 'groupSystem',
    folds: true,
    entries: [
      { href: paths.outbox(), word: 'outbox', icon: <SendOutlined />, needs: ['outbox.read'] },
      { href: paths.health(), word: 'health', icon: <HeartOutlined />, needs: ['setting.read'] },
      {
        href: paths.settings(),
        word: 'settings',
        icon: <SettingOutlined />,
        needs: ['setting.read', 'person.write'],
      },
    ],
  },
]

const TABS: Entry[] = [
  { href: paths.workbench(), word: 'workbench', icon: <HomeOutlined /> },
  { href: paths.alerts(), word: 'alerts', icon: <AlertOutlined />, needs: ['alert.read'] },
  { href: paths.customers(), word: 'customers', icon: <TeamOutlined />, needs: ['customer.read'] },
  { href: paths.deals(), word: 'deals', icon: <FundOutlined />, needs: ['deal.read'] },
  { href: paths.settings(), word: 'settings', icon: <BankOutlined />, needs: ['person.write'] },
  { href: paths.me(), word: 'me', icon: <UserOutlined /> },
]

type May = (permission: Permission) => boolean

export function menuFor(may: May): Group[] {
  return GROUPS.map((group) => ({
    ...group,
    entries: group.entries.filter((entry) => mayOpen(entry, may)),
  })).filter((group) => group.entries.length > 0)
}

/** At most five fit a thumb: settings only stand there for those who have no customers and deals. */
export function tabsFor(may: May): Entry[] {
  const open = TABS.filter((entry) => mayOpen(entry, may))
  return open.length > 5 ? open.filter((entry) => entry.word !== 'settings') : open
}

function mayOpen(entry: Entry, may: May): boolean {
  return !entry.needs || entry.needs.some(may)
}
