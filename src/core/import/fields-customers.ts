import {
  CUSTOMER_CODE,
  CUSTOMER_NAME,
  customerCode,
  customerName,
  type FieldDef,
  remark,
  responsible,
  words,
} from './field-def.ts'
import { LAST_FOLLOW_UP } from './last-follow-up.ts'

export const CUSTOMERS: readonly FieldDef[] = [
  { ...customerName, field: 'name', synonyms: [...CUSTOMER_NAME, '名称', 'name'] },
  { ...customerCode, field: 'externalCode', synonyms: [...CUSTOMER_CODE, '编号', '编码', 'id', 'code'] },
  {
    field: 'shortName',
    kind: 'name',
    zh: '简称',
    en: 'Short name',
    synonyms: words('简称 客户简称 公司简称 shortname'),
  },
  {
    field: 'uscc',
    kind: 'uscc',
    zh: '统一社会信用代码',
    en: 'Unified social credit code',
    synonyms: words(
      '统一社会信用代码 社会信用代码 信用代码 税号 纳税人识别号 纳税识别号 营业执照号 uscc taxid taxnumber',
    ),
  },
  {
    field: 'city',
    kind: 'text',
    zh: '城市',
    en: 'City',
    synonyms: words('城市 所在城市 所在地 地市 city officelocation location'),
    maxLength: 60,
  },
  {
    field: 'phone',
    kind: 'phone',
    zh: '电话',
    en: 'Phone',
    synonyms: words(
      '电话 联系电话 公司电话 电话号码 手机 手机号 手机号码 联系方式 phone phonenumber telephone tel mobile',
    ),
  },
  {
    field: 'keyLevel',
    kind: 'key-level',
    zh: '重点/普通',
    en: 'Key customer',
    synonyms: words(
      '重点客户 是否重点 客户级别 客户等级 客户类型 级别 等级 keycustomer keyaccount level grade tier',
    ),
  },
  {
    field: 'termDays',
    kind: 'days',
    zh: '账期（天）',
    en: 'Payment term (days)',
    synonyms: words(
      '账期 账期天数 信用账期 付款天数 结算天数 信用期 信用天数 paymentterm paymentterms terms termdays creditdays',
    ),
  },
  {
    field: 'limitFen',
    kind: 'amount',
    zh: '信用额度',
    en: 'Credit limit',
    synonyms: words('信用额度 授信额度 额度 赊销额度 creditlimit limit'),
  },
  responsible,
  {
    field: 'members',
    kind: 'text',
    zh: '协作人',
    en: 'Collaborators',
    synonyms: words(
      '协作人 协同人 共享人 参与人 协作人员 协作同事 团队成员 collaborators collaborator members teammembers sharedwith',
    ),
    maxLength: 500,
  },
  {
    field: 'createdOn',
    kind: 'day',
    zh: '建档日期',
    en: 'Since',
    synonyms: words(
      '建档日期 创建日期 创建时间 开户日期 合作日期 登记日期 createdon createdat created since',
    ),
  },
  ...LAST_FOLLOW_UP,
  remark,
]

export const CONTACTS: readonly FieldDef[] = [
  customerName,
  customerCode,
  {
    field: 'name',
    kind: 'name',
    zh: '联系人',
    en: 'Contact',
    required: true,
    synonyms: words('联系人 联系人姓名 姓名 名字 contact contactname name fullname givenname firstname'),
  },
  {
    field: 'title',
    kind: 'text',
    zh: '职务',
    en: 'Title',
    synonyms: words('职务 职位 岗位 title position jobtitle'),
    maxLength: 60,
  },
  {
    field: 'phone',
    kind: 'phone',
    zh: '电话',
    en: 'Phone',
    synonyms: words(
      '手机 手机号 手机号码 电话 联系电话 联系方式 电话号码 phone phonenumber mobile tel telephone',
    ),
  },
  {
    field: 'email',
    kind: 'text',
    zh: '邮箱',
    en: 'E-mail',
    synonyms: words('邮箱 电子邮箱 邮件 email mail'),
    maxLength: 200,
  },
  {
    field: 'wechat',
    kind: 'text',
    zh: '微信',
    en: 'WeChat',
    synonyms: words('微信 微信号 wechat'),
    maxLength: 60,
  },
  {
    field: 'primary',
    kind: 'yes-no',
    zh: '主要联系人',
    en: 'Primary',
    synonyms: words('主要联系人 首要联系人 是否主要 primary'),
  },
]
