import {
  bookedAt,
  currency,
  customerCode,
  customerName,
  dealCustomer,
  type FieldDef,
  RESPONSIBLE,
  responsible,
  words,
} from './field-def.ts'
import { LAST_FOLLOW_UP } from './last-follow-up.ts'

export const DEALS: readonly FieldDef[] = [
  {
    field: 'externalCode',
    kind: 'code',
    zh: '商机编号',
    en: 'Deal number',
    synonyms: words(
      '商机编号 商机号 商机id 项目编号 机会编号 opportunityid dealid opportunity opportunitynumber',
    ),
  },
  {
    field: 'title',
    kind: 'text',
    zh: '商机名称',
    en: 'Title',
    synonyms: words('商机名称 项目名称 商机 项目 机会名称 主题 title dealname opportunityname subject'),
    maxLength: 200,
  },
  dealCustomer,
  customerCode,
  currency,
  bookedAt,
  {
    field: 'stage',
    kind: 'stage',
    zh: '阶段',
    en: 'Stage',
    synonyms: words(
      '阶段 商机阶段 销售阶段 当前阶段 项目阶段 状态 商机状态 dealstage stage salesstage status',
    ),
  },
  {
    field: 'amountFen',
    kind: 'amount',
    zh: '金额',
    en: 'Amount',
    synonyms: words(
      '预计金额 商机金额 预计成交金额 金额 成交金额 合同金额 预估金额 项目金额 closevalue amount value dealvalue dealsize',
    ),
  },
  responsible,
  {
    field: 'startedOn',
    kind: 'day',
    zh: '创建日期',
    en: 'Started on',
    synonyms: words(
      '创建日期 创建时间 立项日期 开始日期 登记日期 发现日期 建档日期 createddate createdon createdat created startdate startedon',
    ),
  },
  {
    field: 'needOn',
    kind: 'day',
    zh: '需求确认日期',
    en: 'Need confirmed on',
    synonyms: words('需求确认日期 需求日期 engagedate needdate'),
  },
  {
    field: 'quoteOn',
    kind: 'day',
    zh: '报价日期',
    en: 'Quoted on',
    synonyms: words('报价日期 方案报价日期 方案日期 quotedate proposaldate'),
  },
  {
    field: 'signOn',
    kind: 'day',
    zh: '签约中日期',
    en: 'Signing since',
    synonyms: words('合同签署日期 合同审批日期 谈判日期 contractdate'),
  },
  {
    field: 'stageOn',
    kind: 'day',
    zh: '阶段更新日期',
    en: 'Stage since',
    synonyms: words(
      '阶段更新日期 阶段日期 阶段变更日期 进入阶段日期 stagedate stagesince laststagechangedate',
    ),
  },
  {
    field: 'closedOn',
    kind: 'day',
    zh: '结束日期',
    en: 'Closed on',
    synonyms: words(
      '成交日期 赢单日期 结束日期 关闭日期 签约日期 签单日期 完成日期 closedate closedon closeddate wondate',
    ),
  },
  {
    field: 'expectedCloseOn',
    kind: 'day',
    zh: '预计成交日期',
    en: 'Expected close',
    synonyms: words(
      '预计成交日期 预计签约日期 预计成交时间 预计签单日期 预计结束日期 expectedclosedate expectedclose forecastdate',
    ),
  },
  ...LAST_FOLLOW_UP,
  {
    field: 'product',
    kind: 'text',
    zh: '产品',
    en: 'Product',
    synonyms: words('产品 产品名称 意向产品 product productname'),
    maxLength: 200,
  },
  {
    field: 'lostReason',
    kind: 'text',
    zh: '输单原因',
    en: 'Lost reason',
    synonyms: words('输单原因 丢单原因 失败原因 lostreason lossreason'),
    maxLength: 200,
  },
  {
    field: 'competitor',
    kind: 'text',
    zh: '竞争对手',
    en: 'Competitor',
    synonyms: words('竞争对手 竞品 对手 competitor'),
    maxLength: 100,
  },
]

export const ACTIVITIES: readonly FieldDef[] = [
  customerName,
  customerCode,
  {
    field: 'occurredAt',
    kind: 'instant',
    zh: '跟进时间',
    en: 'When',
    required: true,
    synonyms: words(
      '跟进时间 跟进日期 拜访日期 拜访时间 沟通时间 联系时间 日期 时间 date time occurredat activitydate',
    ),
  },
  { ...responsible, field: 'person', zh: '跟进人', en: 'Person', required: true },
  {
    field: 'kind',
    kind: 'activity-kind',
    zh: '跟进方式',
    en: 'Kind',
    synonyms: words('跟进方式 跟进类型 拜访方式 沟通方式 方式 类型 kind type activitytype channel'),
  },
  {
    field: 'summary',
    kind: 'text',
    zh: '跟进内容',
    en: 'Summary',
    required: true,
    synonyms: words(
      '跟进内容 跟进记录 沟通内容 拜访内容 内容 记录 详情 summary content notes description 备注',
    ),
    maxLength: 4000,
  },
  {
    field: 'nextOn',
    kind: 'day',
    zh: '下次跟进',
    en: 'Next',
    synonyms: words(
      '下次跟进时间 下次跟进日期 下次跟进 下次联系时间 下次拜访日期 nextdate followupdate nexton',
    ),
  },
  {
    field: 'dealCode',
    kind: 'code',
    zh: '商机编号',
    en: 'Deal number',
    synonyms: words('商机编号 商机id 项目编号 opportunityid dealid'),
  },
  {
    field: 'externalCode',
    kind: 'code',
    zh: '记录编号',
    en: 'Record number',
    synonyms: words('记录编号 跟进编号 编号 activityid id'),
  },
]

export const TARGETS: readonly FieldDef[] = [
  {
    ...responsible,
    field: 'person',
    zh: '人员',
    en: 'Person',
    required: true,
    synonyms: [...RESPONSIBLE, '姓名', '人员', '员工', 'name'],
  },
  {
    field: 'month',
    kind: 'month',
    zh: '月份',
    en: 'Month',
    required: true,
    synonyms: words('月份 年月 目标月份 考核月份 期间 month period'),
  },
  {
    field: 'bookingsFen',
    kind: 'amount',
    zh: '签约目标',
    en: 'Bookings target',
    synonyms: words(
      '签约目标 销售目标 合同目标 业绩目标 签单目标 目标金额 目标 bookingstarget salestarget quota target',
    ),
  },
  {
    field: 'collectionsFen',
    kind: 'amount',
    zh: '回款目标',
    en: 'Collections target',
    synonyms: words('回款目标 收款目标 回款任务 回款指标 collectionstarget cashtarget'),
  },
]
