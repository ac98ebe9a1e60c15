-- repack: makes anew, from the text of all limits, what reserve.lua reads: the text is the truth, and may
-- be older than this form. Safe to repeat.
--
-- KEYS[1]  root of the books
--
-- Answers how many scopes have limits.

local scopes = 0
for _, scope in ipairs(redis.call('HKEYS', key('limit'))) do
  if string.sub(scope, -1) ~= '!' then
    writeLines(scope, linesOf(scope))
    scopes = scopes + 1
  end
end
return scopes
