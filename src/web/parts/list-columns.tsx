import { ArrowDownOutlined, ArrowUpOutlined, TableOutlined } from '@ant-design/icons'
import { Button, Checkbox } from 'antd'
import { useState } from 'react'
import { columnsOf, defaultColumns, type ListName, movedColumn } from '../../core/list/list-fields.ts'
import { listsText } from '../../text/web/lists.ts'
import { useText } from '../ui/language.tsx'
import { useUrl } from '../ui/url.tsx'
import { useCustomFields } from './custom-words.tsx'
import { FormDrawer } from './form-drawer.tsx'
import { useColumnNames } from './list-fields.tsx'
import './parts.css'

/** Which columns a list shows and in which order; the choice stands in the URL as `cols`. */
export function ColumnChoice({ list }: { list: ListName }) {
  const t = useText(listsText)
  const { values } = useUrl()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button
        icon={<TableOutlined />}
        type={values['cols'] ? 'primary' : 'default'}
        ghost={values['cols'] !== undefined}
        onClick={() => setOpen(true)}
      >
        {t('columns')}
      </Button>
      <FormDrawer
        open={open}
        title={t('columnsTitle')}
        onClose={() => setOpen(false)}
        formId="list-columns"
        okText={t('apply')}
        width={400}
      >
        <ColumnsForm list={list} onDone={() => setOpen(false)} />
      </FormDrawer>
    </>
  )
}

function ColumnsForm({ list, onDone }: { list: ListName; onDone: () => void }) {
  const t = useText(listsText)
  const { values, set } = useUrl()
  const own = useCustomFields(list)
  const names = useColumnNames(list)
  const [chosen, setChosen] = useState(() => columnsOf(list, own, values['cols']))
  const nameOf = (key: string) => names.find((one) => one.key === key)?.name ?? key
  const toggle = (key: string, on: boolean) =>
    setChosen((before) => (on ? [...before, key] : before.filter((one) => one !== key)))
  const rest = names.filter(({ key }) => !chosen.includes(key))
  return (
    <form
      id="list-columns"
      className="bw-stack"
      onSubmit={(event) => {
        event.preventDefault()
        const isDefault = chosen.join() === defaultColumns(list, own).join()
        set({ cols: isDefault ? undefined : chosen.join(',') })
        onDone()
      }}
    >
      <p className="bw-soft">{t('columnsText')}</p>
      <ul className="biz-columns">
        {chosen.map((key, index) => (
          <li key={key}>
            <Checkbox checked disabled={index === 0} onChange={() => toggle(key, false)}>
              {nameOf(key)}
            </Checkbox>
            {index > 0 && (
              <span className="bw-row">
                <Button
                  type="text"
                  icon={<ArrowUpOutlined />}
                  aria-label={t('up', { name: nameOf(key) })}
                  disabled={index < 2}
                  onClick={() => setChosen((before) => movedColumn(before, key, -1))}
                />
                <Button
                  type="text"
                  icon={<ArrowDownOutlined />}
                  aria-label={t('down', { name: nameOf(key) })}
                  disabled={index === chosen.length - 1}
                  onClick={() => setChosen((before) => movedColumn(before, key, 1))}
                />
              </span>
            )}
          </li>
        ))}
        {rest.map(({ key, name }) => (
          <li key={key}>
            <Checkbox checked={false} onChange={() => toggle(key, true)}>
              {name}
            </Checkbox>
          </li>
        ))}
      </ul>
      <div>
        <Button onClick={() => setChosen(defaultColumns(list, own))}>{t('defaults')}</Button>
      </div>
    </form>
  )
}
