-- lines.lua: what set_limit.lua and raise.lua share: how the limits of a scope are written. Put between
-- counting.lua and each of them; limits.lua tells the form.

local function linesOf(scope)
  local lines = {}
  for line in string.gmatch(redis.call('HGET', key('limit'), scope) or '', '[^\n]+') do
    lines[#lines + 1] = line
  end
  return lines
end

-- Nine values for each limit: its line, id, window, what it is about, amount, whether it is hard, its
-- thresholds and the lowest of them, and its raises, { amount, until } each; false where it has none.
local function packed(lines)
  local raises, parts = {}, {}
  for _, line in ipairs(lines) do
    local id, amount, ends = string.match(line, '^%S+ raise (%S+) (%d+) (%d+) ')
    if id then
      raises[id] = raises[id] or {}
      table.insert(raises[id], { tonumber(amount), tonumber(ends) })
    end
  end
  for _, line in ipairs(lines) do
    local id, window, on, amount, kind, thresholds = string.match(line, '^(%S+) (%S+) (%S+) (%d+) (%S+) (.+)$')
    if window ~= 'raise' then
      local lowest = tonumber(string.match(thresholds, '^%d+')) or false
      local hard, raised = kind == 'hard', raises[id] or false
      parts[#parts + 1] = cmsgpack.pack(line, id, window, on, tonumber(amount), hard, thresholds, lowest, raised)
    end
  end
  return table.concat(parts)
end

local function writeLines(scope, lines)
  if #lines == 0 then
    redis.call('HDEL', key('limit'), scope, scope .. '!')
  else
    redis.call('HSET', key('limit'), scope, table.concat(lines, '\n'), scope .. '!', packed(lines))
  end
end
