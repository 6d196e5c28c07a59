import { FilterOutlined } from '@ant-design/icons'
import { Button, Tag } from 'antd'
import { useState } from 'react'
import type { ListName } from '../../core/list/list-fields.ts'
import { listsText } from '../../text/web/lists.ts'
import { useText } from '../ui/language.tsx'
import { later } from '../ui/later.tsx'
import { useUrl } from '../ui/url.tsx'
import { FormDrawer } from './form-drawer.tsx'
import { type FieldOptions, useFilterFields, useTestWords } from './list-fields.tsx'
import { testsIn, urlOfTests } from './list-tests.ts'
import './parts.css'

const FilterForm = later(async () => (await import('./list-filter-form.tsx')).FilterForm)

type Props = { list: ListName; options: FieldOptions }
/** Narrows a list by any of its fields, the company's own among them; the tests stand in the URL. */
export function ListFilter({ list, options }: Props) {
  const t = useText(listsText)
  const { values } = useUrl()
  const [open, setOpen] = useState(false)
  const tests = testsIn(values)
  const count = tests.fields.length + tests.custom.length
  return (
    <>
      <Button
        icon={<FilterOutlined />}
        type={count > 0 ? 'primary' : 'default'}
        ghost={count > 0}
        onClick={() => setOpen(true)}
      >
        {count > 0 ? t('filterCount', { n: count }) : t('filter')}
      </Button>
      <FormDrawer
        open={open}
        title={t('filterTitle')}
        onClose={() => setOpen(false)}
        formId="list-filter"
        okText={t('apply')}
        width={460}
      >
        <FilterForm list={list} options={options} onDone={() => setOpen(false)} />
      </FormDrawer>
    </>
  )
}

/** What narrows the list now, each with a way to take it off. */
export function FilterTags({ list, options }: Props) {
  const t = useText(listsText)
  const words = useTestWords()
  const { values, set } = useUrl()
  const fields = useFilterFields(list, options)
  const tests = testsIn(values)
  const tags = (['fields', 'custom'] as const).flatMap((param) =>
    tests[param].map((test) => {
      const field = fields.find((one) => one.param === param && one.key === test.key)
      return { param, test, text: field ? words(field, test) : t('changedFilter') }
    }),
  )
  if (tags.length === 0) return null
  return (
    <div className="biz-filter-tags">
      {tags.map(({ param, test, text }) => (
        <Tag
          key={`${param}.${test.key}.${test.op}`}
          closable={{ 'aria-label': t('drop', { name: text }) }}
          onClose={(event) => {
            event.preventDefault()
            set(urlOfTests({ ...tests, [param]: tests[param].filter((one) => one !== test) }))
          }}
        >
          {text}
        </Tag>
      ))}
    </div>
  )
}
