-- raise: adds to a limit for some time. Raises that have ended leave the list of the scope.
--
-- KEYS[1]  root of the books
-- ARGV[1]  scope
-- ARGV[2]  id of the limit
-- ARGV[3]  id of the raise
-- ARGV[4]  the raise's line; limits.lua tells the form
--
-- Answers, in the order tried: unknown_limit; already_done; done

local found = 'unknown_limit'
local lines = {}
for _, line in ipairs(linesOf(ARGV[1])) do
  local id = string.match(line, '^%S+')
  local ends = string.match(line, '^%S+ raise %S+ %S+ (%S+)')
  if id == ARGV[3] then
    return 'already_done'
  end
  if id == ARGV[2] then
    found = 'done'
  end
  if not ends or tonumber(ends) > now then
    lines[#lines + 1] = line
  end
end
if found == 'unknown_limit' then
  return found
end

-- From here it must succeed.
lines[#lines + 1] = ARGV[4]
writeLines(ARGV[1], lines)
return found
