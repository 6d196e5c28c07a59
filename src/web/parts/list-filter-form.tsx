import { Button } from 'antd'
import { useState } from 'react'
import type { ListName } from '../../core/list/list-fields.ts'
import { listsText } from '../../text/web/lists.ts'
import { useText } from '../ui/language.tsx'
import { useUrl } from '../ui/url.tsx'
import { FieldTest } from './field-test.tsx'
import { type FieldOptions, type FilterField, useFilterFields } from './list-fields.tsx'
import { testsIn, urlOfTests } from './list-tests.ts'

type Props = { list: ListName; options: FieldOptions; onDone: () => void }

/** One line for each field that the list can be narrowed by. */
export function FilterForm({ list, options, onDone }: Props) {
  const t = useText(listsText)
  const { values, set } = useUrl()
  const fields = useFilterFields(list, options)
  const [draft, setDraft] = useState(() => testsIn(values))
  const lines = (param: FilterField['param']) =>
    fields
      .filter((field) => field.param === param && !field.isColumnOnly)
      .map((field) => (
        <FieldTest
          key={field.key}
          field={field}
          tests={draft[param].filter((test) => test.key === field.key)}
          onChange={(next) =>
            setDraft((before) => ({
              ...before,
              [param]: [...before[param].filter((test) => test.key !== field.key), ...next],
            }))
          }
        />
      ))
  const own = lines('custom')
  return (
    <form
      id="list-filter"
      className="bw-stack"
      onSubmit={(event) => {
        event.preventDefault()
        set(urlOfTests(draft))
        onDone()
      }}
    >
      <div>
        <Button onClick={() => setDraft({ fields: [], custom: [] })}>{t('clear')}</Button>
      </div>
      {lines('fields')}
      {own.length > 0 && <h2 className="biz-form-part">{t('ownFields')}</h2>}
      {own}
    </form>
  )
}
