-- uses: the limits of some scopes, with their use in the windows that count now. Moves no money.
--
-- KEYS[1]  root of the books
-- ARGV[1]  scopes, with spaces
-- ARGV[2]  team of those that are API keys; may be empty when none is
-- ARGV[3]  windows that count now; limits.lua tells the form
-- ARGV[4]  where those begin and end
--
-- Answers the six facts of limits.lua for each limit.

local scopes = {}
for scope in string.gmatch(ARGV[1], '%S+') do
  scopes[#scopes + 1] = scope
end
local answer = {}
local limits = limitsOf(scopes, ARGV[3], ARGV[4])
measure(limits, ARGV[2])
for _, limit in ipairs(limits) do
  for _, fact in ipairs({ facts(limit, ARGV[2]) }) do
    answer[#answer + 1] = fact
  end
end
return answer
