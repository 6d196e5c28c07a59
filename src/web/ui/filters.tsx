import { Segmented } from 'antd'
// Of all inputs only this one: the others come with the forms.
import Search from 'antd/es/input/Search'
import { type ReactNode, useEffect, useState } from 'react'
import { Choice } from './choice.tsx'
import { useUrl } from './url.tsx'

/** A row of filters; each of them lives in the URL under its API name. */
export function FilterBar({ children }: { children: ReactNode }) {
  return <div className="bw-filters">{children}</div>
}

type Option = { value: string; label: ReactNode }

/** Few choices, all visible. `fallback` is the value when the URL names none. */
export function UrlTabs({ name, options, fallback }: { name: string; options: Option[]; fallback: string }) {
  const { values, set } = useUrl()
  return (
    <Segmented
      value={values[name] ?? fallback}
      options={options}
      onChange={(next) => set({ [name]: next === fallback ? undefined : String(next) })}
    />
  )
}

/** Many choices behind a click. */
export function UrlSelect({ name, options, label }: { name: string; options: Option[]; label: string }) {
  const { values, set } = useUrl()
  return (
    <Choice
      value={values[name]}
      options={options}
      label={label}
      clearable
      className="bw-filter-select"
      onChange={(next) => set({ [name]: next })}
    />
  )
}

/** Words to look for; goes to the URL when typing pauses, never in the middle of composing Chinese. */
export function UrlSearch({ name = 'q', label }: { name?: string; label: string }) {
  const { values, set } = useUrl()
  const kept = values[name] ?? ''
  const [words, setWords] = useState(kept)
  const [composing, setComposing] = useState(false)
  useEffect(() => setWords(kept), [kept])
  useEffect(() => {
    if (composing || words === kept) return
    const timer = setTimeout(() => set({ [name]: words.trim() || undefined }), 300)
    return () => clearTimeout(timer)
  }, [composing, kept, name, set, words])
  return (
    <Search
      value={words}
      placeholder={label}
      aria-label={label}
      allowClear
      className="bw-filter-search"
      onChange={(event) => setWords(event.target.value)}
      onCompositionStart={() => setComposing(true)}
      onCompositionEnd={() => setComposing(false)}
      onSearch={(next) => set({ [name]: next.trim() || undefined })}
    />
  )
}
