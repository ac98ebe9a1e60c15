-- set_limit: sets, replaces or removes one limit. What was used so far counts, and is never touched.
--
-- KEYS[1]  root of the books
-- ARGV[1]  scope
-- ARGV[2]  id of the limit
-- ARGV[3]  the limit's line, of which limits.lua tells the form; empty to remove it, and its raises with it
--
-- Answers how many limits there were of this id.

local found = 0
local lines = {}
for _, line in ipairs(linesOf(ARGV[1])) do
  local id = string.match(line, '^%S+')
  local isRaise = string.match(line, '^%S+ raise (%S+)') == ARGV[2]
  if id == ARGV[2] then
    found = found + 1
  elseif not (isRaise and ARGV[3] == '') then
    lines[#lines + 1] = line
  end
end
if ARGV[3] ~= '' then
  lines[#lines + 1] = ARGV[3]
end
writeLines(ARGV[1], lines)

-- Counters that nobody keeps would be wrong when the limit comes back.
if ARGV[3] == '' then
  local counters = key('count')
  for window in string.gmatch(redis.call('HGET', counters, ARGV[2]) or '', '%S+') do
    redis.call('HDEL', counters, ARGV[2] .. ' ' .. window, ARGV[2] .. ' ' .. window .. '!')
  end
  redis.call('HDEL', counters, ARGV[2])
end
return found
