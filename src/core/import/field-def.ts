/** How a cell of a field is read. */
export type FieldKind =
  | 'name'
  | 'text'
  | 'code'
  | 'uscc'
  | 'phone'
  | 'person'
  | 'amount'
  | 'day'
  | 'instant'
  | 'month'
  | 'days'
  | 'yes-no'
  | 'stage'
  | 'key-level'
  | 'activity-kind'

export type FieldDef = {
  field: string
  kind: FieldKind
  zh: string
  en: string
  required?: true
  /** Header keys (see `headerKey`) that mean this field, the surest first. */
  synonyms: readonly string[]
  maxLength?: number
}

/** Header words as a list; none of them holds a space after `headerKey`. */
export const words = (text: string): string[] => text.split(' ')

export const CUSTOMER_NAME = words(
  '客户名称 客户 公司名称 客户全称 单位名称 购货单位 购买方名称 购方名称 往来单位 往来单位名称 企业名称 公司 客户简称 单位 客户单位 客户姓名 买方 付款单位 customername customer account accountname company companyname client clientname organization',
)
export const CUSTOMER_CODE = words(
  '客户编号 客户编码 客户代码 客户id 客户号 往来单位编码 customerid customercode customerno customernumber accountid clientid',
)
export const RESPONSIBLE = words(
  '业务员 销售员 负责人 销售 销售人员 跟进人 客户经理 销售代表 责任人 业务人员 归属人 所属业务员 经办人 销售负责人 salesperson salesrep rep responsible salesagent accountmanager 地区经理',
)
export const REMARK = words('备注 说明 备注说明 remark remarks note notes comment comments memo 摘要')

export const customerName: FieldDef = {
  field: 'customerName',
  kind: 'name',
  zh: '客户名称',
  en: 'Customer',
  required: true,
  synonyms: CUSTOMER_NAME,
}
export const customerCode: FieldDef = {
  field: 'customerCode',
  kind: 'code',
  zh: '客户编号',
  en: 'Customer code',
  synonyms: CUSTOMER_CODE,
}
export const responsible: FieldDef = {
  field: 'responsible',
  kind: 'person',
  zh: '负责人',
  en: 'Responsible',
  synonyms: RESPONSIBLE,
}
/** What the document was booked at, where the file says so; else the table of rates does. */
export const bookedAt: FieldDef = {
  field: 'bookedAt',
  kind: 'text',
  zh: '汇率',
  en: 'Exchange rate',
  synonyms: words('汇率 记账汇率 折算汇率 入账汇率 exchangerate fxrate rate'),
  maxLength: 40,
}
/** The money the amounts of a row are in; yuan where nothing says otherwise. */
export const currency: FieldDef = {
  field: 'currency',
  kind: 'text',
  zh: '币种',
  en: 'Currency',
  synonyms: words('币种 币别 货币 原币币种 currency ccy'),
  maxLength: 20,
}
export const remark: FieldDef = {
  field: 'remark',
  kind: 'text',
  zh: '备注',
  en: 'Remark',
  synonyms: REMARK,
  maxLength: 2000,
}

/** A deal may belong to nobody yet; its customer is then simply unknown. */
export const dealCustomer: FieldDef = {
  field: 'customerName',
  kind: 'name',
  zh: '客户名称',
  en: 'Customer',
  synonyms: CUSTOMER_NAME,
}
