import { describe, expect, test } from 'vitest'
import { PEOPLE_MAX, readPeopleTable, rolesOf } from './people-table.ts'

describe('people pasted out of a spreadsheet', () => {
  test('with a header in any order and columns nobody needs', () => {
    const { people, problems } = readPeopleTable(
      '序号\t工号\t姓名\t所属部门\t岗位\t手机号\n1\tA01\t李小明\t华东区\t销售代表\t13800001111\n2\tA02\t王芳\t华东区\t区域经理/业务员\t\n',
    )
    expect(problems).toEqual([])
    expect(people).toEqual([
      {
        name: '李小明',
        department: '华东区',
        roles: ['rep'],
        staffNo: 'A01',
        phone: '13800001111',
        email: null,
        login: null,
      },
      expect.objectContaining({ name: '王芳', roles: ['manager', 'rep'], phone: null }),
    ])
  })

  test('without a header, with commas, quotes and a byte order mark', () => {
    const { people } = readPeopleTable('\uFEFF"赵六",销售一部,内勤\n钱七\n')
    expect(people.map(({ name, department, roles }) => [name, department, roles])).toEqual([
      ['赵六', '销售一部', ['assistant']],
      ['钱七', null, ['rep']],
    ])
  })

  test('a comma inside a cell of a spreadsheet stays in it', () => {
    expect(readPeopleTable('孙八\t华东,华南\t业务员').people[0]!.department).toBe('华东,华南')
  })

  test('what cannot be told is said with its line, and the others are read', () => {
    const { people, problems } = readPeopleTable(
      '姓名\t角色\n\t业务员\n周九\t司机\n吴十\t财务\n\n吴十\t法务\n',
    )
    expect(people.map(({ name }) => name)).toEqual(['吴十'])
    expect(problems).toEqual([
      { line: 2, code: 'name_missing', text: ' 业务员' },
      { line: 3, code: 'role_unknown', text: '司机' },
      { line: 6, code: 'name_twice', text: '吴十' },
    ])
  })

  test('two people of one name are told apart by staff number or login', () => {
    const { people, problems } = readPeopleTable('姓名\t工号\n李伟\t1\n李伟\t2\n')
    expect(people).toHaveLength(2)
    expect(problems).toEqual([])
  })

  test('more than a company has is a wrong paste', () => {
    const lines = Array.from({ length: PEOPLE_MAX + 1 }, (_, n) => `人${n}`).join('\n')
    expect(readPeopleTable(lines).problems).toEqual([
      { line: PEOPLE_MAX + 1, code: 'too_many', text: String(PEOPLE_MAX + 1) },
    ])
  })
})

test.each([
  ['销售经理', ['manager']],
  ['财务经理', ['finance']],
  ['销售内勤', ['assistant']],
  ['总经理', ['boss']],
  ['法务、审计', ['legal', 'auditor']],
  ['Sales Rep', ['rep']],
  ['', ['rep']],
  ['保安', null],
])('%s', (text, roles) => expect(rolesOf(text)).toEqual(roles))
