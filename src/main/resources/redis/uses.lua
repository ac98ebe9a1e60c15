-- uses: the limits of some scopes, with their use in the windows that count now. Changes nothing.
--
-- KEYS[1]  root of the books
-- ARGV[1]  scopes, with spaces
-- ARGV[2]  windows that count now, as for reserve.lua
--
-- Answers the scope and the six facts of limits.lua for each limit.

local answer = {}
local limits = measured(words(ARGV[1]), ARGV[2], function()
  return true
end)
for _, limit in ipairs(limits) do
  answer[#answer + 1] = limit.scope
  for _, fact in ipairs({ facts(limit) }) do
    answer[#answer + 1] = fact
  end
end
return answer
