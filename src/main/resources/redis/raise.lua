-- raise: adds to a limit for some time. Raises that have ended leave the list of the scope.
--
-- KEYS[1]  root of the books
-- ARGV[1]  scope
-- ARGV[2]  id of the limit
-- ARGV[3]  id of the raise
-- ARGV[4]  the raise, JSON; limits.lua tells the form
--
-- Answers, in the order tried: unknown_limit; already_done; done

local found = 'unknown_limit'
local lines = {}
for line in string.gmatch(redis.call('HGET', key('limit'), ARGV[1]) or '', '[^\n]+') do
  local id, json = string.match(line, '^(%S+) (.+)$')
  local known = cjson.decode(json)
  if id == ARGV[3] then
    return 'already_done'
  end
  if id == ARGV[2] then
    found = 'done'
  end
  if not known.limit or tonumber(known['until']) > now then
    lines[#lines + 1] = line
  end
end
if found == 'unknown_limit' then
  return found
end

-- From here it must succeed.
lines[#lines + 1] = ARGV[3] .. ' ' .. ARGV[4]
redis.call('HSET', key('limit'), ARGV[1], table.concat(lines, '\n'))
return found
