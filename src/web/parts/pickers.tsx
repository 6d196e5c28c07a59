import { Select } from 'antd'
import { useState } from 'react'
import { listCustomers } from '../../api/customers.ts'
import { formsText } from '../../text/web/forms.ts'
import { useLater } from '../api.ts'
import { useText } from '../ui/language.tsx'
import { usePeople } from './people.ts'
import { useSettled } from './settled.ts'

type PickProps = {
  value?: string | null | undefined
  onChange?: (id: string | null) => void
  id?: string
  label?: string
  placeholder?: string
  clearable?: boolean
}

/** Colleagues who are named in a comment and hear of it. */
export function MentionPick({
  value,
  options,
  loading = false,
  onChange,
  onOpen,
}: {
  value: string[]
  options: { value: string; label: string }[]
  loading?: boolean
  onChange: (ids: string[]) => void
  /** for options that are fetched once somebody wants them */
  onOpen?: () => void
}) {
  const t = useText(formsText)
  return (
    <Select
      mode="multiple"
      className="bw-mention"
      value={value}
      options={options}
      loading={loading}
      maxCount={20}
      placeholder={t('mention')}
      aria-label={t('mention')}
      showSearch={{ optionFilterProp: 'label' }}
      onChange={onChange}
      onOpenChange={(open) => open && onOpen?.()}
    />
  )
}

export function PersonPick({
  value,
  onChange,
  id,
  label,
  placeholder,
  clearable = true,
  except,
}: PickProps & { except?: string }) {
  const t = useText(formsText)
  const people = usePeople()
  return (
    <Select
      {...(id ? { id } : {})}
      className="biz-wide"
      value={value ?? null}
      options={except ? people.filter((one) => one.value !== except) : people}
      placeholder={placeholder ?? t('pickPerson')}
      aria-label={label}
      allowClear={clearable}
      showSearch={{ optionFilterProp: 'label' }}
      onChange={(next) => onChange?.(next ?? null)}
    />
  )
}

/**
 * Finds a customer by two characters, pinyin initials, code or phone tail; the server decides who may be
 * seen.
 */
export function CustomerPick({
  value,
  onChange,
  id,
  known,
}: PickProps & { known?: { id: string; name: string } | undefined }) {
  const t = useText(formsText)
  const [typed, setTyped] = useState('')
  const asked = useSettled(typed.trim(), 250)
  const { data, isFetching } = useLater(listCustomers, {
    query: { q: asked, size: 20, page: 1 },
    enabled: asked.length >= 1,
  })
  const found = (asked ? (data?.items ?? []) : []).map((one) => ({ value: one.id, label: one.name }))
  const options =
    known && !found.some((one) => one.value === known.id)
      ? [{ value: known.id, label: known.name }, ...found]
      : found
  return (
    <Select
      {...(id ? { id } : {})}
      className="biz-wide"
      value={value ?? null}
      options={options}
      placeholder={t('pickCustomer')}
      allowClear
      loading={isFetching}
      showSearch={{ filterOption: false, onSearch: setTyped, searchValue: typed }}
      notFoundContent={asked ? (isFetching ? null : t('noCustomer')) : t('typeToFind')}
      onChange={(next) => {
        setTyped('')
        onChange?.(next ?? null)
      }}
    />
  )
}
