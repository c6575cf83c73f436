"""Charts as inline SVG: fluid in width, steady in letter size, coloured by the page's CSS variables.

No chart has a viewBox. Places across are percentages and places down are pixels, so a chart fills a
phone as well as a sheet of paper and its letters keep their size; curves, which cannot be given in
percentages, lie in an inner picture that is stretched while its strokes are not.
"""
