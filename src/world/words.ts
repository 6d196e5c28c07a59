/**
 * Word lists of the invented company. Everything here is made up; likeness to anybody real is an accident.
 */

export type City = { name: string; region: string; areaCode: string; team: TeamName }
export type TeamName = '华东一组' | '华南二组' | '北方三组'

export const CITIES: readonly City[] = [
  { name: '苏州', region: '320500', areaCode: '0512', team: '华东一组' },
  { name: '无锡', region: '320200', areaCode: '0510', team: '华东一组' },
  { name: '常州', region: '320400', areaCode: '0519', team: '华东一组' },
  { name: '上海', region: '310100', areaCode: '021', team: '华东一组' },
  { name: '宁波', region: '330200', areaCode: '0574', team: '华东一组' },
  { name: '杭州', region: '330100', areaCode: '0571', team: '华东一组' },
  { name: '台州', region: '331000', areaCode: '0576', team: '华东一组' },
  { name: '深圳', region: '440300', areaCode: '0755', team: '华南二组' },
  { name: '东莞', region: '441900', areaCode: '0769', team: '华南二组' },
  { name: '佛山', region: '440600', areaCode: '0757', team: '华南二组' },
  { name: '中山', region: '442000', areaCode: '0760', team: '华南二组' },
  { name: '厦门', region: '350200', areaCode: '0592', team: '华南二组' },
  { name: '长沙', region: '430100', areaCode: '0731', team: '华南二组' },
  { name: '天津', region: '120100', areaCode: '022', team: '北方三组' },
  { name: '青岛', region: '370200', areaCode: '0532', team: '北方三组' },
  { name: '济南', region: '370100', areaCode: '0531', team: '北方三组' },
  { name: '沈阳', region: '210100', areaCode: '024', team: '北方三组' },
  { name: '西安', region: '610100', areaCode: '029', team: '北方三组' },
  { name: '武汉', region: '420100', areaCode: '027', team: '北方三组' },
  { name: '成都', region: '510100', areaCode: '028', team: '北方三组' },
]

export const BRAND_FIRST = [...'恒锐启凯瀚沃骏钧宏盛泰源融翔峻博德众鼎诺雅智航旭昊岳霖坤澜朗']
export const BRAND_SECOND = [...'拓达科越川腾力辉成瑞创威信业丰驰利尔特仑邦展迪岩赫洲蒙晟途格']
export const TRADES = [
  '自动化设备',
  '液压机械',
  '电机',
  '机器人科技',
  '传动设备',
  '医疗器械',
  '汽车零部件',
  '新能源装备',
  '包装机械',
  '激光装备',
  '仪器仪表',
  '轨道交通装备',
  '泵阀',
  '注塑机械',
  '精密模具',
  '纺织机械',
  '半导体设备',
  '环保设备',
]
export const LEGAL_FORMS = [
  '有限公司',
  '有限公司',
  '有限公司',
  '股份有限公司',
  '有限责任公司',
  '（集团）有限公司',
]

export const SURNAMES = [
  ...'陈林黄周吴徐孙胡朱高何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文',
]
export const GIVEN_NAMES = [
  '建平',
  '晓燕',
  '志远',
  '海峰',
  '丽娟',
  '文博',
  '雪梅',
  '国庆',
  '思敏',
  '永强',
  '佳怡',
  '俊杰',
  '春华',
  '立新',
  '婷婷',
  '宏伟',
  '玉兰',
  '子豪',
  '雅琴',
  '振东',
  '慧敏',
  '长青',
  '秀英',
  '家豪',
  '凤霞',
  '克勤',
]
export const CONTACT_TITLES = [
  '采购经理',
  '采购工程师',
  '采购总监',
  '生产厂长',
  '技术部长',
  '财务主管',
  '总经理',
  '计划主管',
]

export type Product = { name: string; unit: string }
export const PRODUCTS: readonly Product[] = [
  { name: 'CNC铝合金壳体', unit: '件' },
  { name: '轴承座', unit: '套' },
  { name: '不锈钢法兰', unit: '件' },
  { name: '直线导轨滑块', unit: '套' },
  { name: '斜齿轮', unit: '件' },
  { name: '液压阀体', unit: '件' },
  { name: '钣金机箱', unit: '台' },
  { name: '电机轴', unit: '根' },
  { name: '压铸散热器', unit: '件' },
  { name: '非标工装夹具', unit: '套' },
  { name: '联轴器', unit: '套' },
  { name: '丝杠支撑座', unit: '套' },
]

/** Invented competitors. */
export const COMPETITORS = ['宏锐德精工', '东昱达机械', '博远嘉精密', '台森源五金', '本地小厂']

export const LOST_REASONS = [
  '价格偏高',
  '交期赶不上',
  '客户项目取消',
  '技术指标不满足',
  '账期谈不拢',
  '选择了竞品',
  '客户预算冻结',
]
export const SLOW_QUOTE_REASON = '报价太慢，客户已定点'
